/** The tools that run on the user's machine. They read files that no server sees. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ClientTool, defineTool } from 'toolferry';

export function clientTools(folder: string): ClientTool[] {
  return ['calendar', 'budget'].map((name) =>
    defineTool({
      name: `read_${name}`,
      description: `Read the user's ${name}`,
      inputSchema: { type: 'object' },
      metadata: { operationType: 'read' },
      handler: () => readFile(path.join(folder, `${name}.txt`), 'utf8'),
    }),
  );
}
