import type { ClientTool, JSONSchema, Validation } from '../types.js';

/** The validator is 151 files, so it is loaded by the first call that needs it. */
const loadValidator = () => import('./json-schema-check.js');

const compiled = new WeakMap<JSONSchema, (input: unknown) => Validation>();

/** Validates an input with the author's validator, or against the JSON Schema (the value is then the input as sent). */
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

/** Returns a check that interprets the schema and never compiles it to code, for untrusted schemas. */
export function interpretedCheck(schema: JSONSchema): (input: unknown) => Promise<Validation> {
  return async (input) => (await loadValidator()).interpret(schema, input);
}
