import type { ClientTool, JSONSchema, Validation } from '../types.js';
import { toIssues } from './issues.js';

type Check = (input: unknown) => Validation;

const compiled = new WeakMap<JSONSchema, Check>();

/** Checks an input: the author's validator decides, else the JSON Schema (then the value is the input as sent). */
export function validateInput(tool: ClientTool, input: unknown): Validation | Promise<Validation> {
  if (tool.validate) return tool.validate(input);
  const check = compiled.get(tool.inputSchema);
  return check ? check(input) : compile(tool.inputSchema).then((made) => made(input));
}

/** A check that reads the schema at each call and never turns it into code: for schemas that came over a wire. */
export function interpretedCheck(schema: JSONSchema): (input: unknown) => Promise<Validation> {
  return async (input) => {
    const { Check, Errors } = await import('typebox/schema');
    return Check(schema, input) ? { value: input } : { issues: toIssues(Errors(schema, input)[1]) };
  };
}

/** typebox is 151 files: it is loaded by the first call that needs it. */
async function compile(schema: JSONSchema): Promise<Check> {
  const { Compile } = await import('typebox/schema');
  const validator = Compile(schema);
  const check: Check = (input) =>
    validator.Check(input) ? { value: input } : { issues: toIssues(validator.Errors(input)[1]) };
  compiled.set(schema, check);
  return check;
}
