import { ToolferryError } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';
import { describeIssues } from '../../schema/issues.js';
import { validateInput } from '../../schema/validate.js';
import { type ParsedInput, parseInput } from '../../tool/parse-input.js';
import { shownSchema } from '../../tool/shown-schema.js';
import type { ClientTool, Validation } from '../../types.js';
import { isObject, isThenable } from '../../unknown.js';
import { toSDKSchema, type Validated } from './sdk-schema.js';

/**
 * Returns the input schema. It reports what is wrong with an input, and returns a valid one as the model sent it. The
 * bridge parses the input once, when the call runs; approvals and stored messages keep what the model sent.
 */
export function toInputSchema(tool: ClientTool): object {
  return toSDKSchema(shownSchema(tool, 'ai-sdk'), (value) => validate(tool, value));
}

function validate(tool: ClientTool, value: unknown): Validated | Promise<Validated> {
  const parsed = isObject(value) ? { value } : parseOther(value);
  if ('problem' in parsed) return invalid(parsed.problem);
  const conclude = ({ issues }: Validation): Validated =>
    issues ? invalid(describeIssues(issues), issues) : { success: true, value: parsed.value };
  const failed = (error: unknown) => invalid(whyFailed(parsed.value, error), error);
  try {
    const validation = validateInput(tool, parsed.value);
    return isThenable(validation) ? Promise.resolve(validation).then(conclude, failed) : conclude(validation);
  } catch (error) {
    return failed(error);
  }
}

/** Most validators recurse, so that an input which is over the limits can overflow the stack. */
function whyFailed(input: unknown, error: unknown): string {
  const parsed = parseInput(input);
  return 'problem' in parsed ? parsed.problem : `its validator failed (${errorMessage(error) ?? 'without a message'})`;
}

/** An absent input is `{}`. A string here was a JSON string in the call's input, so it is not an object. */
function parseOther(value: unknown): ParsedInput {
  return parseInput(typeof value === 'string' ? JSON.stringify(value) : value);
}

/**
 * The message is only the problem, because the AI SDK adds the tool's name and the input. The cause is what the validator
 * threw, or the list of issues, for a tool that is converted from this one.
 */
function invalid(problem: string, cause?: unknown): Validated {
  return { success: false, error: new ToolferryError('invalid_input', problem, { cause }) };
}
