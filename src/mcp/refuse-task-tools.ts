import { shortName } from '../result/short-name.js';
import { toolName } from '../tool/tool-name.js';
import type { RefusedTool } from '../types.js';
import { getProperty } from '../unknown.js';
import type { ListedTool } from './list-tools.js';

/**
 * Separates the tools that can be called from those that run only as a task (revision 2025-11-25), which a server creates and
 * its client polls. A plain call of such a tool always fails.
 */
export function refuseTaskTools(
  listed: readonly ListedTool[],
  namespace: string | undefined,
): { readonly callable: readonly ListedTool[]; readonly refused: readonly RefusedTool[] } {
  const isTask = ({ execution }: ListedTool) => getProperty(execution, 'taskSupport') === 'required';
  return {
    callable: listed.filter((tool) => !isTask(tool)),
    refused: listed
      .filter(isTask)
      .map(({ name }) => ({ name: toolName({ name: shortName(name), namespace }), issues })),
  };
}

const issues = [
  {
    path: 'execution/taskSupport',
    message: 'is "required": the tool runs only as an MCP task, which toolferry does not start',
  },
];
