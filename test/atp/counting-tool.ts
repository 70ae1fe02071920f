import { type ClientTool, defineTool } from 'toolferry';

/** Returns a tool that counts its runs, and returns the count. */
export function countingTool(name: string): { readonly tool: ClientTool; runs(): number } {
  let runs = 0;
  const tool = defineTool({
    name,
    description: 'Counts its runs',
    inputSchema: { type: 'object' },
    handler: () => {
      runs += 1;
      return runs;
    },
  });
  return { tool, runs: () => runs };
}
