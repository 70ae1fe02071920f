import type { ClientTool, JSONSchema, Validation } from '../types.js';
import { localCheck } from './local-check.js';

/** Validates an input with the author's validator, or against the JSON Schema (the value is then the input as sent). */
export function validateInput(tool: ClientTool, input: unknown): Validation | Promise<Validation> {
  return tool.validate ? tool.validate(input) : localCheck(tool.inputSchema)(input);
}

/** Returns a check by an untrusted schema: what was not understood of it is accepted, because its server checks too. */
export function untrustedCheck(schema: JSONSchema): (input: unknown) => Promise<Validation> {
  return async (input) => (await import('./untrusted-schema.js')).readUntrustedSchema(schema).check(input);
}
