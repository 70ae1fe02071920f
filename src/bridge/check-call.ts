import type { Emit } from '../async/notify.js';
import { race } from '../async/race.js';
import { offeredTools } from '../policy/default-policy.js';
import { errorMessage } from '../result/error-message.js';
import { failure } from '../result/failure.js';
import { shortName } from '../result/short-name.js';
import { describeIssues } from '../schema/issues.js';
import { validateInput } from '../schema/validate.js';
import { parseInput } from '../tool/parse-input.js';
import type { RegisteredTool } from '../tool/registered-definition.js';
import { toolName } from '../tool/tool-name.js';
import type { CallEvent, ClientTool, Ruling, ToolCall, ToolResult, Validation } from '../types.js';
import { getProperty, isThenable } from '../unknown.js';
import type { Rules } from './rules.js';
import { inCall, type Report } from './watch.js';

/** A call with a checked input. `call.input` is JSON that nothing else refers to; the handler receives `value`. */
export interface CheckedCall {
  readonly call: ToolCall;
  readonly ruling: Ruling;
  readonly value: unknown;
}

/** A checked call, or the result that refuses it. */
export type Check = CheckedCall | { readonly refused: ToolResult };

/** With what a call is checked: the caller's signal, and who listens. */
export interface CheckContext {
  readonly signal?: AbortSignal | undefined;
  readonly emit?: Emit<CallEvent> | undefined;
}

type Resolved =
  | (RegisteredTool & { readonly refused?: undefined })
  | { readonly tool?: undefined; readonly refused: ToolResult };

/** Returns the tool of that name, if it is still the expected one. */
export function resolveTool(rules: Pick<Rules, 'tools' | 'policy'>, call: ToolCall, expected?: ClientTool): Resolved {
  const found = rules.tools.find(call.name);
  if (found !== undefined && (expected === undefined || expected === found.tool)) return found;
  const names = offeredTools(rules).map(toolName);
  const hint = names.length === 0 ? 'No tools are available' : `Available tools: ${names.slice(0, 20).join(', ')}`;
  return { refused: failure(call, 'unknown_tool', `There is no tool "${shortName(call.name)}". ${hint}.`) };
}

/** Parses the input, applies the policy and validates. Returns a promise only if a validator is asynchronous. */
export function checkInput(
  { rule, limits, report }: Pick<Rules, 'rule' | 'limits' | 'report'>,
  { tool, definition }: RegisteredTool,
  raw: ToolCall,
  { signal, emit }: CheckContext,
): Check | Promise<Check> {
  const parsed = parseInput(raw.input, limits.inputNodes);
  if ('problem' in parsed) return { refused: invalidInput(raw, parsed.problem) };
  const call: ToolCall = { id: raw.id, name: raw.name, input: parsed.value };

  const ruling = rule(definition, call);
  emit?.({ type: 'call-ruled', call, ruling });
  if (ruling.action === 'block') return { refused: blocked(call, ruling) };

  if (signal?.aborted) return { refused: aborted(call) };
  const validated = validate(tool, call.input);
  if ('then' in validated)
    return Promise.resolve(race({ signal }, () => validated)).then((outcome) =>
      'stopped' in outcome ? { refused: aborted(call) } : conclude(call, ruling, outcome.value, report),
    );
  return signal?.aborted ? { refused: aborted(call) } : conclude(call, ruling, validated, report);
}

function conclude(call: ToolCall, ruling: Ruling, { problem, value, cause }: Validated, report: Report): Check {
  if (problem === undefined) return { call, ruling, value };
  if (cause !== undefined) report(cause, inCall('validate', call));
  return { refused: invalidInput(call, problem, cause) };
}

export function aborted(call: ToolCall): ToolResult {
  return failure(call, 'aborted', `"${call.name}" was aborted before it ran.`);
}

export function denied(call: ToolCall, reason: string, cause?: unknown): ToolResult {
  return failure(call, 'denied', `"${call.name}" was not run: ${reason}.`, { cause });
}

export function blocked(call: ToolCall, ruling: Ruling): ToolResult {
  return denied(call, ruling.reason ?? 'it is blocked', getProperty(ruling, 'cause'));
}

function invalidInput(call: ToolCall, problem: string, cause?: unknown): ToolResult {
  return failure(call, 'invalid_input', `Invalid input for "${call.name}": ${problem}.`, { cause });
}

/** The validated value, or the problem. A validator that throws or returns anything else refuses the call. */
interface Validated {
  readonly value?: unknown;
  readonly problem?: string;
  /** What the validator threw. */
  readonly cause?: unknown;
}

function validate(tool: ClientTool, input: unknown): Validated | Promise<Validated> {
  try {
    const validation = validateInput(tool, input);
    return isThenable(validation) ? Promise.resolve(validation).then(read).catch(validatorFailed) : read(validation);
  } catch (error) {
    return validatorFailed(error);
  }
}

function read(validation: Validation): Validated {
  if (validation.issues) return { problem: describeIssues(validation.issues) };
  return 'value' in validation ? { value: validation.value } : { problem: 'its validator returned no result' };
}

function validatorFailed(error: unknown): Validated {
  return { problem: `its validator failed (${errorMessage(error) ?? 'without a message'})`, cause: error };
}
