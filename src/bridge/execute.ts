import type { Emit } from '../async/notify.js';
import { failure } from '../result/failure.js';
import type { RegisteredTool } from '../tool/registered-definition.js';
import type {
  CallCheck,
  CallEvent,
  CheckOptions,
  ClientTool,
  ExecuteOptions,
  RunRecord,
  ToolCall,
  ToolResult,
} from '../types.js';
import { chain } from '../unknown.js';
import { ask, reasonToAsk } from './approval.js';
import { aborted, blocked, type Check, type CheckedCall, checkInput, denied, resolveTool } from './check-call.js';
import type { Waiting } from './late-approval.js';
import type { Rules } from './rules.js';
import { runHandler } from './run-handler.js';
import type { AskReason, CallOptions } from './watch.js';

/** Runs one call. Not async, which would take two more turns for a result that is a promise already. */
export function execute(rules: Rules, call: ToolCall, options: ExecuteOptions = {}): Promise<ToolResult> {
  const { emit } = rules;
  try {
    if (emit === undefined) return Promise.resolve(executeSteps(rules, call, options));
    return Promise.resolve(watchCall(emit, call, () => executeSteps(rules, call, { ...options, emit })));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Emits the start and the end of a call around its work. A call whose approval was put off has no result. */
export function watchCall<Result extends ToolResult | Waiting>(
  emit: Emit<CallEvent> | undefined,
  call: ToolCall,
  work: () => Result | Promise<Result>,
): Result | Promise<Result> {
  if (emit === undefined) return work();
  const start = performance.now();
  emit({ type: 'call-started', call });
  const finish = (result: Result): Result => {
    const durationMs = performance.now() - start;
    emit(
      'waiting' in result
        ? { type: 'call-interrupted', call, durationMs }
        : { type: 'call-finished', call, result, durationMs },
    );
    return result;
  };
  const interrupt = (error: unknown): never => {
    emit({ type: 'call-interrupted', call, durationMs: performance.now() - start });
    throw error;
  };
  try {
    const result = work();
    return result instanceof Promise ? result.then(finish, interrupt) : finish(result);
  } catch (error) {
    return interrupt(error);
  }
}

/**
 * One call from top to bottom: resolve, parse, policy, validate, approve, check again, claim where there is a
 * journal, run, shape.
 *
 * Chained instead of awaited: most steps have their result at once, and each `await` would be a tenth of a call.
 */
export function executeSteps(rules: Rules, call: ToolCall, options: CallOptions): ToolResult | Promise<ToolResult> {
  const found = resolveTool(rules, call, options.tool);
  if (found.refused) return found.refused;
  const { tool } = found;
  if (tool.handler === undefined) return failure(call, 'failed', `"${call.name}" has no handler in this process.`);

  const checked = checkInput(rules, found, call, options);
  const approved = chain(checked, (check) => approve(rules, found, check, options));
  return chain(approved, (check) => {
    if ('refused' in check) return check.refused;
    return options.record
      ? claim(options.record, rules, tool, check, options)
      : runHandler(rules, tool, check, options);
  });
}

/** Runs a call once its start is recorded. */
function claim(
  record: RunRecord,
  rules: Rules,
  tool: ClientTool,
  checked: CheckedCall,
  options: CallOptions,
): Promise<ToolResult> {
  const { signal, caller } = options;
  return record.run({
    tool,
    call: checked.call,
    value: checked.value,
    signal,
    caller,
    timeoutMs: rules.timeoutMs(tool),
    maxNodes: rules.limits.outputNodes,
    onError: rules.report,
    start: (idempotencyKey) =>
      signal?.aborted ? aborted(checked.call) : runHandler(rules, tool, checked, { ...options, idempotencyKey }),
  });
}

/** Checks a call as `execute` does before approval, and runs nothing. */
export async function check(rules: Rules, raw: ToolCall, options: CheckOptions = {}): Promise<CallCheck> {
  const found = resolveTool(rules, raw, options.tool);
  if (found.refused) return { refused: found.refused };
  const checked = await checkInput(rules, found, raw, { signal: options.signal });
  if ('refused' in checked) return checked;
  const { call, value } = checked;
  // The process that runs a headless tool asks for its approval.
  if (found.tool.handler === undefined) return { call, value };
  const why = await reasonToAsk(found, checked, options, rules.report);
  return why === undefined ? { call, value } : { call, value, ask: why.reason };
}

/** Returns the call if it may run, or the result that refuses it. What was approved is checked again. */
function approve(rules: Rules, found: RegisteredTool, checked: Check, options: CallOptions): Check | Promise<Check> {
  if ('refused' in checked) return checked;
  return chain(reasonToAsk(found, checked, options, rules.report), (why = options.mustAsk) =>
    why === undefined ? checked : askFor(rules, found, checked, why, options),
  );
}

async function askFor(
  rules: Rules,
  found: RegisteredTool,
  checked: CheckedCall,
  { reason, cause }: AskReason,
  options: CallOptions,
): Promise<Check> {
  const { call } = checked;
  const { signal, caller, emit, approve = rules.approve } = options;
  const request = { call, tool: found.definition, reason, caller };
  const answer = await ask({ approve, emit, report: rules.report }, request, signal);
  if (answer.approved) return checkAgain(rules, found, checked, answer.input, options);
  return { refused: answer.aborted ? aborted(call) : denied(call, answer.reason, answer.cause ?? cause) };
}

/**
 * Checks an approved call with what holds now, and an edited input. While approval was pending, the tool may have been removed
 * or replaced, or the policy may have started to block it.
 */
function checkAgain(
  rules: Rules,
  found: RegisteredTool,
  checked: CheckedCall,
  edited: unknown,
  options: CallOptions,
): Check | Promise<Check> {
  const { tools, rule } = rules;
  const { call } = checked;
  const current = tools.find(call.name);
  if (current?.tool !== found.tool) return { refused: replaced(call) };
  if (edited !== undefined) return checkInput(rules, current, { ...call, input: edited }, options);
  const ruling = rule(current.definition, call);
  if (ruling.action !== 'block') return checked;
  options.emit?.({ type: 'call-ruled', call, ruling });
  return { refused: blocked(call, ruling) };
}

function replaced(call: ToolCall): ToolResult {
  const message = `"${call.name}" was not run: the tool was removed or replaced while approval was pending. Call it again if it is still available.`;
  return failure(call, 'unknown_tool', message);
}
