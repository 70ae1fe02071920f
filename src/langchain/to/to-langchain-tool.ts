import { toBridge } from '../../bridge/create-bridge.js';
import { ToolferryError } from '../../errors.js';
import { toolName } from '../../tool/tool-name.js';
import type { ClientTool } from '../../types.js';
import { BridgeTool } from './bridge-tool.js';
import type { LangChainTool, LangChainToolOptions } from './langchain-tool.js';
import { refuseReservedNames } from './reserved-names.js';

/**
 * One client tool as a LangChain tool, under a bridge of its own; see `createToolsFromClient` for how it behaves.
 *
 * Throws a ToolferryError `invalid_tool` for a tool that cannot be registered or whose name starts with `extract-`, and
 * `denied` for one that the given policy blocks.
 *
 * @param options As for `createToolsFromClient`: `errors`, `policy`, `approve`, `timeoutMs`.
 * @example
 * ```ts
 * import { defineTool } from 'toolferry';
 * import { toLangChainTool } from 'toolferry/langchain';
 *
 * export const add = toLangChainTool(
 *   defineTool({
 *     name: 'add',
 *     description: 'Add two numbers',
 *     inputSchema: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
 *     handler: ({ a, b }) => a + b,
 *   }),
 * );
 * console.log(await add.invoke({ a: 1, b: 2 })); // 3
 * ```
 */
export function toLangChainTool(
  tool: ClientTool,
  { errors = 'reject', ...options }: LangChainToolOptions = {},
): LangChainTool {
  const bridge = toBridge([tool], options);
  refuseReservedNames([toolName(tool)]);
  const { action, reason = 'it is blocked' } = bridge.policy(tool);
  if (action === 'block') throw new ToolferryError('denied', `"${toolName(tool)}" cannot be offered: ${reason}.`);
  return new BridgeTool(tool, bridge, errors);
}
