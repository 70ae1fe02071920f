import { errorMessage } from '../result/error-message.js';
import { failure } from '../result/tool-result.js';
import { describeIssues } from '../schema/issues.js';
import { validateInput } from '../schema/validate.js';
import type { Bridge, ClientTool, Ruling, ToolCall, ToolResult } from '../types.js';
import { parseInput } from './parse-input.js';

/** A call that may go on. `call.input` is JSON that nobody else holds; `value` is what the handler gets. */
export interface CheckedCall {
  readonly call: ToolCall;
  readonly ruling: Ruling;
  readonly value: unknown;
}

/** Parse, policy, validate: whether this call may go on with this input, or the result that refuses it. */
export async function checkCall(
  policy: Bridge['policy'],
  tool: ClientTool,
  raw: ToolCall,
): Promise<CheckedCall | { readonly refused: ToolResult }> {
  const parsed = parseInput(raw.input);
  if ('problem' in parsed) return { refused: invalidInput(raw, parsed.problem) };
  const call: ToolCall = { id: raw.id, name: raw.name, input: parsed.value };

  const ruling = policy(tool, call);
  if (ruling.action === 'block') return { refused: denied(call, ruling.reason ?? 'it is blocked') };

  const validated = await validate(tool, parsed.value);
  if ('problem' in validated) return { refused: invalidInput(call, validated.problem) };
  return { call, ruling, value: validated.value };
}

export function denied(call: ToolCall, reason: string): ToolResult {
  return failure(call, 'denied', `"${call.name}" was not run: ${reason}.`);
}

function invalidInput(call: ToolCall, problem: string): ToolResult {
  return failure(call, 'invalid_input', `Invalid input for "${call.name}": ${problem}.`);
}

/** A validator that throws or answers nonsense refuses: nothing is known about the input. */
async function validate(
  tool: ClientTool,
  input: unknown,
): Promise<{ readonly value: unknown } | { readonly problem: string }> {
  try {
    const validation = await validateInput(tool, input);
    if (validation.issues) return { problem: describeIssues(validation.issues) };
    return 'value' in validation ? validation : { problem: 'its validator gave no answer' };
  } catch (error) {
    return { problem: `its validator failed (${errorMessage(error) ?? 'without a message'})` };
  }
}
