import { shortName } from '../result/short-name.js';
import { toolName } from '../tool/tool-name.js';
import type { DefinitionIssue, RefusedTool } from '../types.js';
import { getProperty } from '../unknown.js';
import type { ListedTool } from './list-page.js';
import type { ToolList } from './list-tools.js';

/**
 * Separates the tools that can be called from those that the client excludes, and from those that run only as a task (revision
 * 2025-11-25), which a server creates and its client polls. A plain call of such a tool always fails.
 */
export function callableTools(
  { tools, excluded }: ToolList,
  namespace: string | undefined,
): { readonly callable: readonly ListedTool[]; readonly refused: readonly RefusedTool[] } {
  const refuse =
    (issue: DefinitionIssue) =>
    ({ name }: ListedTool): RefusedTool => ({ name: toolName({ name: shortName(name), namespace }), issues: [issue] });
  const isTask = ({ execution }: ListedTool) => getProperty(execution, 'taskSupport') === 'required';
  return {
    callable: tools.filter((tool) => !isTask(tool)),
    refused: [...excluded.map(refuse(excludedByClient)), ...tools.filter(isTask).map(refuse(onlyAsTask))],
  };
}

const excludedByClient: DefinitionIssue = {
  path: '',
  message: 'is excluded by the MCP client, as a tool with an invalid x-mcp-header is; the client logs the reason',
};

const onlyAsTask: DefinitionIssue = {
  path: 'execution/taskSupport',
  message: 'is "required": the tool runs only as an MCP task, which toolferry does not start',
};
