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
import type { ClientTool, Ruling, ToolCall, ToolResult, Validation } from '../types.js';
import { isThenable } from '../unknown.js';
import type { Rules } from './rules.js';

/** A call with a checked input. `call.input` is JSON that nothing else refers to; the handler receives `value`. */
export interface CheckedCall {
  readonly call: ToolCall;
  readonly ruling: Ruling;
  readonly value: unknown;
}

/** A checked call, or the result that refuses it. */
export type Check = CheckedCall | { readonly refused: ToolResult };

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
  { rule, limits }: Pick<Rules, 'rule' | 'limits'>,
  { tool, definition }: RegisteredTool,
  raw: ToolCall,
  signal: AbortSignal | undefined,
): Check | Promise<Check> {
  const parsed = parseInput(raw.input, limits.inputNodes);
  if ('problem' in parsed) return { refused: invalidInput(raw, parsed.problem) };
  const call: ToolCall = { id: raw.id, name: raw.name, input: parsed.value };

  const ruling = rule(definition, call);
  if (ruling.action === 'block') return { refused: blocked(call, ruling) };

  if (signal?.aborted) return { refused: aborted(call) };
  const validated = validate(tool, call.input);
  if ('then' in validated)
    return Promise.resolve(race({ signal }, () => validated)).then((outcome) =>
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

export function blocked(call: ToolCall, { reason = 'it is blocked' }: Ruling): ToolResult {
  return denied(call, reason);
}

function invalidInput(call: ToolCall, problem: string): ToolResult {
  return failure(call, 'invalid_input', `Invalid input for "${call.name}": ${problem}.`);
}

/** The validated value, or the problem. A validator that throws or returns anything else refuses the call. */
interface Validated {
  readonly value?: unknown;
  readonly problem?: string;
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
  return { problem: `its validator failed (${errorMessage(error) ?? 'without a message'})` };
}
