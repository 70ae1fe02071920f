import { errorMessage } from '../result/error-message.js';
import { failure } from '../result/failure.js';
import { describeIssues } from '../schema/issues.js';
import { validateInput } from '../schema/validate.js';
import type { Bridge, ClientTool, Ruling, ToolCall, ToolResult, Validation } from '../types.js';
import { isPromise } from './is-promise.js';
import { parseInput } from './parse-input.js';
import { within } from './within.js';

/** A call that may go on. `call.input` is JSON that nobody else holds; `value` is what the handler gets. */
export interface CheckedCall {
  readonly call: ToolCall;
  readonly ruling: Ruling;
  readonly value: unknown;
}

/** Whether a call may go on, or the result that refuses it. */
export type Check = CheckedCall | { readonly refused: ToolResult };

/** Parse, policy, validate: whether this call may go on with this input. A promise only where a validator needs time. */
export function checkCall(
  policy: Bridge['policy'],
  tool: ClientTool,
  raw: ToolCall,
  signal?: AbortSignal,
): Check | Promise<Check> {
  const parsed = parseInput(raw.input);
  if ('problem' in parsed) return { refused: invalidInput(raw, parsed.problem) };
  const call: ToolCall = { id: raw.id, name: raw.name, input: parsed.value };

  const ruling = policy(tool, call);
  if (ruling.action === 'block') return { refused: denied(call, ruling.reason ?? 'it is blocked') };

  if (signal?.aborted) return { refused: aborted(call) };
  const validated = validate(tool, call.input);
  if ('then' in validated)
    return Promise.resolve(within({ signal }, () => validated)).then((outcome) =>
      'stopped' in outcome ? { refused: aborted(call) } : conclude(call, ruling, outcome.value),
    );
  return signal?.aborted ? { refused: aborted(call) } : conclude(call, ruling, validated);
}

function conclude(call: ToolCall, ruling: Ruling, { problem, value }: Validated): Check {
  return problem === undefined ? { call, ruling, value } : { refused: invalidInput(call, problem) };
}

export function aborted(call: ToolCall): ToolResult {
  return failure(call, 'aborted', `"${call.name}" was aborted before it ran.`);
}

export function denied(call: ToolCall, reason: string): ToolResult {
  return failure(call, 'denied', `"${call.name}" was not run: ${reason}.`);
}

function invalidInput(call: ToolCall, problem: string): ToolResult {
  return failure(call, 'invalid_input', `Invalid input for "${call.name}": ${problem}.`);
}

/** What the validator says: the value, or the problem. One that throws or answers nonsense refuses. */
interface Validated {
  readonly value?: unknown;
  readonly problem?: string;
}

function validate(tool: ClientTool, input: unknown): Validated | Promise<Validated> {
  try {
    const validation = validateInput(tool, input);
    return isPromise(validation) ? Promise.resolve(validation).then(read).catch(validatorFailed) : read(validation);
  } catch (error) {
    return validatorFailed(error);
  }
}

function read(validation: Validation): Validated {
  if (validation.issues) return { problem: describeIssues(validation.issues) };
  return 'value' in validation ? { value: validation.value } : { problem: 'its validator gave no answer' };
}

function validatorFailed(error: unknown): Validated {
  return { problem: `its validator failed (${errorMessage(error) ?? 'without a message'})` };
}
