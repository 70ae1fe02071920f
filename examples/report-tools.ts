/** The tools of the reports that examples/recovery-worker.ts and examples/changed-tool.ts continue, and the code of a report. */
import { defineTool } from 'toolferry';

const inputSchema = { type: 'object', properties: { report: { type: 'string' } }, required: ['report'] } as const;

export const tools = [
  defineTool({
    name: 'read_numbers',
    description: 'Read the numbers of a report',
    inputSchema,
    // Cut off, it is called again.
    metadata: { operationType: 'read' },
    handler: ({ report }) => `the numbers of ${report}`,
  }),
  defineTool({
    name: 'send_report',
    description: 'Send a report to its readers',
    inputSchema,
    // Cut off, it is not called again: the code reads that nobody knows whether the report was sent.
    metadata: { operationType: 'write' },
    handler: ({ report }) => `${report} is sent`,
  }),
  defineTool({
    name: 'delete_report',
    description: 'Delete a report',
    inputSchema,
    metadata: { operationType: 'destructive' },
    handler: ({ report }) => `${report} is deleted`,
  }),
];

/** Returns the code of a run by its key: the name of the report after the name of the work, as in `send:march`. */
export function codeOf(key: string): string {
  const [work = '', report = ''] = key.split(':');
  const input = JSON.stringify({ report });
  return `
    const numbers = await api.client.read_numbers(${input});
    try {
      return [numbers, await api.client[${JSON.stringify(`${work}_report`)}](${input})];
    } catch (error) {
      return [numbers, error.message];
    }`;
}
