import { failure } from '../result/failure.js';
import type { CallCheck, CheckOptions, ClientTool, ExecuteOptions, ToolCall, ToolResult } from '../types.js';
import { ask, reasonToAsk } from './approval.js';
import { aborted, type Check, type CheckedCall, checkInput, denied, resolveTool } from './check-call.js';
import type { Rules } from './rules.js';
import { runHandler } from './run-handler.js';

/** Runs one call, in this order: resolve, parse, policy, validate, approve, run, shape. */
export async function execute(rules: Rules, call: ToolCall, options: ExecuteOptions = {}): Promise<ToolResult> {
  const { tool, refused } = resolveTool(rules, call, options.tool);
  if (refused) return refused;
  if (tool.handler === undefined) return failure(call, 'failed', `"${call.name}" has no handler in this process.`);

  let checked = checkInput(rules.policy, tool, call, options.signal);
  if ('then' in checked) checked = await checked;
  if ('refused' in checked) return checked.refused;

  const reason = reasonToAsk(tool, checked, options);
  if (reason !== undefined) checked = await approve(rules, tool, checked, await reason, options);
  if ('refused' in checked) return checked.refused;

  const result = runHandler(tool, checked, options, rules.timeoutMs(tool));
  // Not returned as a promise: that would take two more turns.
  return 'then' in result ? await result : result;
}

/** Checks a call as `execute` does before approval, and runs nothing. */
export async function check(rules: Rules, raw: ToolCall, options: CheckOptions = {}): Promise<CallCheck> {
  const { tool, refused } = resolveTool(rules, raw, options.tool);
  if (refused) return { refused };
  const checked = await checkInput(rules.policy, tool, raw, options.signal);
  if ('refused' in checked) return checked;
  const { call, value } = checked;
  const reason = await reasonToAsk(tool, checked, options);
  return reason === undefined ? { call, value } : { call, value, ask: reason };
}

/** Returns the call as it was approved, with an edited input checked again, or the result that refuses it. */
async function approve(
  rules: Rules,
  tool: ClientTool,
  checked: CheckedCall,
  reason: string | undefined,
  { signal, caller, approve = rules.approve }: ExecuteOptions,
): Promise<Check> {
  if (reason === undefined) return checked;
  const { call } = checked;
  const answer = await ask(approve, { call, tool, reason, caller }, signal);
  if (!answer.approved) return { refused: answer.aborted ? aborted(call) : denied(call, answer.reason) };
  return answer.input === undefined
    ? checked
    : checkInput(rules.policy, tool, { ...call, input: answer.input }, signal);
}
