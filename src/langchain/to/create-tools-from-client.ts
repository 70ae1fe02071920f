import { toBridge } from '../../bridge/create-bridge.js';
import { offeredTools } from '../../policy/default-policy.js';
import { requireJournal } from '../../policy/require-journal.js';
import type { ToolSource } from '../../types.js';
import { BridgeTool } from './bridge-tool.js';
import { checkOptions, type LangChainTool, type LangChainToolOptions } from './langchain-tool.js';
import { refuseReservedNames } from './refuse-reserved-names.js';

/**
 * Converts client tools to LangChain tools, for `createAgent`, `ToolNode`, `bindTools` and the classic `AgentExecutor`.
 * Also exported as `toLangChainTools`.
 *
 * The bridge validates each call once, and applies its policy, approval and time-out. Tools that the policy blocks are
 * omitted. For a tool without a handler the graph is interrupted until it is resumed with
 * `new Command({ resume: { [interruptId]: { [toolCallId]: value } } })`.
 *
 * A tool call resolves to a `ToolMessage`; for a failed call it has `status: "error"`. An aborted call rejects with the
 * signal's reason, or with an AbortError if that is not an Error. A call without a call id (plain `invoke`) resolves to the
 * output itself, and rejects with a ToolferryError if it failed. A `Command` or `ToolMessage` that a handler returns is
 * resolved to unchanged, for the graph to apply.
 *
 * @param source A bridge, the result of `connectATP()` or `connectLetta()`, or an array of client tools.
 * @param options.errors How a failed call ends: `message` (default), `throw` for middleware, or `text` for classic agents.
 * @param options.thread `true` for agents with a checkpointer and a bridge with a journal: a call that LangGraph repeats returns
 * its recorded result.
 * @param options.policy Like `approve`, `timeoutMs` and `limits`, only for an array of client tools; a bridge has its
 * own.
 * @throws TypeError for any other source and for `thread` without a journal, ToolferryError `invalid_tool` for invalid tools in an array and for names
 * that start with `extract-`, which LangChain never runs.
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
export function createToolsFromClient(source: ToolSource, options: LangChainToolOptions = {}): LangChainTool[] {
  checkOptions('createToolsFromClient()', options);
  const { errors = 'message', thread, ...bridgeOptions } = options;
  const bridge = toBridge(source, bridgeOptions);
  requireJournal(bridge, thread);
  const tools = offeredTools(bridge).map((tool) => new BridgeTool(tool, { bridge, errorMode: errors, thread }));
  refuseReservedNames(tools.map(({ name }) => name));
  return tools;
}
