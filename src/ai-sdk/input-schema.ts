import { isPromise } from '../bridge/is-promise.js';
import { type ParsedInput, parseInput } from '../bridge/parse-input.js';
import { ToolferryError } from '../errors.js';
import { describeIssues } from '../schema/issues.js';
import { validateInput } from '../schema/validate.js';
import { isObject } from '../schema/walk.js';
import type { ClientTool, JSONSchema, Validation, ValidationIssue } from '../types.js';
import { toSDKSchema, type Validated } from './sdk-schema.js';
import { strictSchema } from './strict-schema.js';

/**
 * The input schema. It says what is wrong with an input, and gives a good one back as the model sent it: the bridge parses
 * that, once, when the call runs, and what is approved and stored is what the model said.
 */
export function toInputSchema(tool: ClientTool): object {
  return toSDKSchema(withObjectType(strictSchema(tool)), (value) => {
    const parsed = isObject(value) ? { value } : parseOther(value);
    if ('problem' in parsed) return refused(parsed.problem);
    const conclude = ({ issues }: Validation): Validated =>
      issues ? refused(describeIssues(issues), issues) : { success: true, value: parsed.value };
    const validation = validateInput(tool, parsed.value);
    return isPromise(validation) ? validation.then(conclude) : conclude(validation);
  });
}

/** An absent input is `{}`. A text here was a text inside the JSON of the input, and so is no object. */
function parseOther(value: unknown): ParsedInput {
  return parseInput(typeof value === 'string' ? JSON.stringify(value) : value);
}

/** Only the problem: the AI SDK says by itself which tool and which input. `issues` are for a tool that is made of this one. */
function refused(problem: string, issues?: readonly ValidationIssue[]): Validated {
  return { success: false, error: new ToolferryError('invalid_input', problem, { cause: issues }) };
}

/** OpenAI refuses parameters without `type` and `properties`; for an input, which is an object, they add nothing. */
function withObjectType(schema: JSONSchema): JSONSchema {
  return 'type' in schema && 'properties' in schema ? schema : { type: 'object', properties: {}, ...schema };
}
