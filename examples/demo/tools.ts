/** The client tools of the demo, for a folder of monthly figures on this machine. */
import { readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type ClientTool, defineTool, ToolOperationType } from 'toolferry';

const file = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } as const;

export function demoTools(folder: string): ClientTool[] {
  const inFolder = (name: string) => path.join(folder, path.basename(name));
  return [
    defineTool({
      namespace: 'fs',
      name: 'list',
      description: 'List the files of the folder',
      inputSchema: { type: 'object' },
      handler: async () => (await readdir(folder)).sort(),
    }),
    defineTool({
      namespace: 'fs',
      name: 'read',
      description: 'Read a file of the folder',
      inputSchema: file,
      handler: ({ name }) => readFile(inFolder(name), 'utf8'),
    }),
    defineTool({
      namespace: 'fs',
      name: 'delete',
      description: 'Delete a file of the folder',
      inputSchema: file,
      metadata: { operationType: ToolOperationType.DESTRUCTIVE },
      handler: ({ name }) => rm(inFolder(name)),
    }),
    defineTool({
      namespace: 'system',
      name: 'info',
      description: 'About this machine',
      inputSchema: { type: 'object' },
      handler: () => ({ platform: os.platform(), cpus: os.cpus().length }),
    }),
  ];
}
