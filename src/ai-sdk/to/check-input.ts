import { ToolferryError } from '../../errors.js';
import { describeIssues } from '../../schema/issues.js';
import { validateInput } from '../../schema/validate.js';
import { type ParsedInput, parseInput } from '../../tool/parse-input.js';
import type { ClientTool, Validation, ValidationIssue } from '../../types.js';
import { isObject, isThenable } from '../../unknown.js';
import type { Validated } from './sdk-schema.js';

/** Says what is wrong with an input, and gives a good one back as the model sent it. */
export function checkInput(tool: ClientTool, value: unknown): Validated | Promise<Validated> {
  const parsed = isObject(value) ? { value } : parseOther(value);
  if ('problem' in parsed) return refused(parsed.problem);
  const conclude = ({ issues }: Validation): Validated =>
    issues ? refused(describeIssues(issues), issues) : { success: true, value: parsed.value };
  const validation = validateInput(tool, parsed.value);
  return isThenable(validation) ? Promise.resolve(validation).then(conclude) : conclude(validation);
}

/** An absent input is `{}`. A text here was a text inside the JSON of the input, and so is no object. */
function parseOther(value: unknown): ParsedInput {
  return parseInput(typeof value === 'string' ? JSON.stringify(value) : value);
}

/** Only the problem: the AI SDK says by itself which tool and which input. `issues` are for a tool that is made of this one. */
function refused(problem: string, issues?: readonly ValidationIssue[]): Validated {
  return { success: false, error: new ToolferryError('invalid_input', problem, { cause: issues }) };
}
