import { toBridge } from '../../bridge/create-bridge.js';
import { ToolferryError } from '../../errors.js';
import { requireJournal } from '../../policy/require-journal.js';
import { toolName } from '../../tool/tool-name.js';
import type { ClientTool } from '../../types.js';
import { BridgeTool } from './bridge-tool.js';
import {
  checkOptions,
  type LangChainTool,
  type LangChainToolOptions,
  type TypedLangChainTool,
} from './langchain-tool.js';
import { refuseReservedNames } from './refuse-reserved-names.js';

/**
 * Converts one client tool to a LangChain tool, with a new bridge; see `createToolsFromClient` for its behaviour.
 *
 * @param options The options of `createToolsFromClient` for an array.
 * @throws ToolferryError `invalid_tool` for an invalid tool or a name that starts with `extract-`, `denied` for a tool
 * that the given policy blocks.
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
export function toLangChainTool<Client extends ClientTool, Errors extends LangChainToolOptions['errors'] = undefined>(
  tool: Client,
  given?: (LangChainToolOptions & { readonly errors?: Errors }) | number,
): TypedLangChainTool<Client, Errors> {
  const options: LangChainToolOptions = Object(given);
  checkOptions('toLangChainTool()', options);
  const { errors = 'message', thread, ...bridgeOptions } = options;
  const bridge = toBridge([tool], bridgeOptions);
  requireJournal(bridge, thread);
  refuseReservedNames([toolName(tool)]);
  const { action, reason = 'it is blocked' } = bridge.policy(tool);
  if (action === 'block') throw new ToolferryError('denied', `"${toolName(tool)}" cannot be offered: ${reason}.`);
  return new BridgeTool(tool, { bridge, errorMode: errors, thread }) as LangChainTool as TypedLangChainTool<
    Client,
    Errors
  >;
}
