import { failure } from '../result/failure.js';
import { toolName } from '../tool/tool-name.js';
import type { Approve, Bridge, ClientTool, ExecuteOptions, ToolCall, ToolResult } from '../types.js';
import { ask, reasonToAsk } from './approval.js';
import { aborted, type Check, type CheckedCall, checkCall, denied } from './check-call.js';
import { offeredTools } from './offered-tools.js';
import { runHandler } from './run-handler.js';

/** What calls are executed under. A run holds its own, with the tools fixed at its start. */
export interface Rules {
  readonly tools: Iterable<ClientTool> & { get(name: string): ClientTool | undefined };
  readonly policy: Bridge['policy'];
  readonly approve: Approve | undefined;
  /** Milliseconds a handler may take; Infinity for no limit. */
  readonly timeoutMs: (tool: ClientTool) => number;
}

/** One call from top to bottom: resolve, parse, policy, validate, approve, run, shape. */
export async function execute(rules: Rules, raw: ToolCall, options: ExecuteOptions = {}): Promise<ToolResult> {
  const tool = rules.tools.get(raw.name);
  if (tool === undefined || (options.tool !== undefined && options.tool !== tool)) return unknownTool(rules, raw);
  if (tool.handler === undefined) return failure(raw, 'failed', `"${raw.name}" has no handler in this process.`);

  let checked = checkCall(rules.policy, tool, raw, options.signal);
  if ('then' in checked) checked = await checked;
  if ('refused' in checked) return checked.refused;

  const reason = reasonToAsk(tool, checked, options);
  if (reason !== undefined) checked = await approved(rules, options, { raw, tool, checked, reason });
  if ('refused' in checked) return checked.refused;

  return runHandler(tool, checked, options, rules.timeoutMs(tool));
}

/** What is asked about, and why; a promise where that is still thought about. */
interface Asking {
  readonly raw: ToolCall;
  readonly tool: ClientTool;
  readonly checked: CheckedCall;
  readonly reason: string | Promise<string | undefined>;
}

/** The call as it was approved, or the result that refuses it. Apart from {@link execute}, whose calls mostly need no asking. */
async function approved(
  rules: Rules,
  { signal, caller, approve = rules.approve }: ExecuteOptions,
  { raw, tool, checked, reason: asking }: Asking,
): Promise<Check> {
  const reason = await asking;
  if (reason === undefined) return checked;
  const answer = await ask(approve, { call: checked.call, tool, reason, caller }, signal);
  if (!answer.approved) return { refused: answer.aborted ? aborted(raw) : denied(raw, answer.reason) };
  return answer.input === undefined ? checked : checkCall(rules.policy, tool, { ...raw, input: answer.input }, signal);
}

function unknownTool(rules: Rules, call: ToolCall): ToolResult {
  const names = offeredTools(rules).map(toolName);
  const hint = names.length === 0 ? 'There are no tools' : `There are: ${names.slice(0, 20).join(', ')}`;
  return failure(call, 'unknown_tool', `There is no tool "${call.name}". ${hint}.`);
}
