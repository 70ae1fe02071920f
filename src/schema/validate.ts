import type { ClientTool, JSONSchema, Validation } from '../types.js';
import type { CompiledCheck } from './compiled-check.js';
import { formats } from './read/formats.js';
import { nativePattern } from './read/native-pattern.js';
import { readSchema, type SchemaCheck } from './read/read-schema.js';

type Check = (input: unknown) => Validation;

/** Validates an input with the author's validator, or against the JSON Schema (the value is then the input as sent). */
export function validateInput(tool: ClientTool, input: unknown): Validation | Promise<Validation> {
  return tool.validate ? tool.validate(input) : localCheck(tool.inputSchema)(input);
}

/** Returns a check by an untrusted schema: what was not understood of it is accepted, because its server checks too. */
export function untrustedCheck(schema: JSONSchema): (input: unknown) => Promise<Validation> {
  return async (input) => (await import('./untrusted-schema.js')).readUntrustedSchema(schema).check(input);
}

const checks = new WeakMap<JSONSchema, Check>();

/** Returns the check of a schema that an author of this process wrote. The schema is read once. */
export function localCheck(schema: JSONSchema): Check {
  const known = checks.get(schema);
  if (known !== undefined) return known;
  const check = withCompiledTier(schema, readLocalSchema(schema));
  checks.set(schema, check);
  return check;
}

/** Seconds of work: only a recursion that multiplies takes more. */
const maxLocalSteps = 100_000_000;

/** Reads a schema without a limit of work: its author is trusted. */
export function readLocalSchema(schema: JSONSchema): SchemaCheck {
  const work = { left: Number.POSITIVE_INFINITY };
  return readSchema(schema, { compilePattern: nativePattern, formats, work, maxSteps: maxLocalSteps });
}

/** A schema that is checked as often as this is worth being compiled. */
const often = 100;

/**
 * Compiles a schema that is checked often in the background, where that is possible. The compiled check is a quick yes: every
 * no, with its issues, comes from the schema that was read. Nothing waits for it.
 */
function withCompiledTier(schema: JSONSchema, read: SchemaCheck): Check {
  let count = 0;
  let compiled: CompiledCheck | undefined;
  const compile = async () => {
    compiled = (await import('./compiled-check.js')).compileCheck(schema, read);
  };
  return (input) => {
    if (compiled?.Check(input)) return { value: input };
    count += 1;
    // A failed import leaves the check as it is.
    if (count === often) compile().catch(() => {});
    return read.check(input);
  };
}
