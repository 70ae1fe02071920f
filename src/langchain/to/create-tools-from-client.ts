import { toBridge } from '../../bridge/create-bridge.js';
import { offeredTools } from '../../policy/default-policy.js';
import type { ToolSource } from '../../types.js';
import { BridgeTool } from './bridge-tool.js';
import type { LangChainTool, LangChainToolOptions } from './langchain-tool.js';
import { refuseReservedNames } from './reserved-names.js';

/**
 * Client tools as LangChain tools, for `createAgent`, `ToolNode`, `bindTools` and the classic `AgentExecutor`.
 *
 * Each tool runs through the bridge: checked once, under its policy, approval and time-out. Tools that the policy blocks
 * are left out. A tool without handler becomes a headless tool: the graph is interrupted, and goes on with
 * `new Command({ resume: { [interruptId]: { [toolCallId]: value } } })`.
 *
 * A failed call is a `ToolMessage` with `status: "error"`; an aborted one rejects with the signal's reason. Without a call
 * id (plain `invoke`) the output itself is answered, and a failed call rejects with a ToolferryError.
 *
 * Throws a TypeError for a source of another kind, and a ToolferryError `invalid_tool` for names that start with
 * `extract-`, which LangChain never runs.
 *
 * @param source A bridge, anything that has one (`connectATP()`, `connectLetta()`), or an array of client tools.
 * @param options.errors `reject` (default) or `text`: what a failed call without a call id does.
 * @param options.approve As for `createBridge`, like `policy` and `timeoutMs`; only for an array of client tools.
 * @example
 * ```ts
 * import { createAgent } from 'langchain';
 * import { defineTool } from 'toolferry';
 * import { createToolsFromClient } from 'toolferry/langchain';
 *
 * const now = defineTool({
 *   name: 'now',
 *   description: 'The current time',
 *   inputSchema: { type: 'object' },
 *   handler: () => new Date(),
 * });
 * export const agent = createAgent({ model: 'openai:gpt-5', tools: createToolsFromClient([now]) });
 * ```
 */
export function createToolsFromClient(
  source: ToolSource,
  { errors = 'reject', ...options }: LangChainToolOptions = {},
): LangChainTool[] {
  const bridge = toBridge(source, options);
  const tools = offeredTools(bridge).map((tool) => new BridgeTool(tool, bridge, errors));
  refuseReservedNames(tools.map(({ name }) => name));
  return tools;
}
