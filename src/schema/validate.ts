import type { ClientTool, JSONSchema, Validation } from '../types.js';

/** The validator is 151 files: it is loaded by the first call that needs it. */
const loadValidator = () => import('./json-schema-check.js');

const compiled = new WeakMap<JSONSchema, (input: unknown) => Validation>();

/** Checks an input: the author's validator decides, else the JSON Schema (then the value is the input as sent). */
export function validateInput(tool: ClientTool, input: unknown): Validation | Promise<Validation> {
  if (tool.validate) return tool.validate(input);
  const check = compiled.get(tool.inputSchema);
  return check ? check(input) : checkFirst(tool.inputSchema, input);
}

async function checkFirst(schema: JSONSchema, input: unknown): Promise<Validation> {
  const check = (await loadValidator()).compile(schema);
  compiled.set(schema, check);
  return check(input);
}

/** A check that reads the schema at each call and never turns it into code: for schemas that came over a wire. */
export function interpretedCheck(schema: JSONSchema): (input: unknown) => Promise<Validation> {
  return async (input) => (await loadValidator()).interpret(schema, input);
}
