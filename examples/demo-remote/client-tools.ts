/** The tools that run on the user's machine, with files that the server never sees. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ClientTool, defineTool } from 'toolferry';

const month = { type: 'object', properties: { month: { type: 'string' } }, required: ['month'] } as const;

export function clientTools(folder: string): ClientTool[] {
  const read = (kind: string, name: string) => readFile(path.join(folder, `${path.basename(name)}-${kind}.txt`), 'utf8');
  return [
    defineTool({
      name: 'read_receipts',
      description: "Read the user's receipts of a month",
      inputSchema: month,
      handler: (input) => read('receipts', input.month),
    }),
    defineTool({
      name: 'read_calendar',
      description: "Read the user's calendar of a month",
      inputSchema: month,
      handler: (input) => read('calendar', input.month),
    }),
  ];
}
