import type { JSONSchema } from '../types.js';
import { compilePattern } from './pattern/compile-pattern.js';
import { formats } from './read/formats.js';
import { readSchema, type SchemaCheck } from './read/read-schema.js';
import type { Steps } from './steps.js';

/** The work that reading one schema may take; reading real ones takes at most a third of it. */
const maxWork = 100_000;
/** The states that the patterns of one schema may have. */
const maxStates = 20_000;

/** The steps that a check may take, besides some for each value; checks by real schemas take at most a tenth of it. */
const maxSteps = 1_000_000;

const known = new WeakMap<JSONSchema, SchemaCheck>();

/**
 * Reads a schema that came over a wire, once. Its patterns take time that is linear in the length of a string, and reading
 * ends after a fixed amount of work; the rest is unchecked.
 *
 * @param work A budget that several schemas share.
 */
export function readUntrustedSchema(schema: JSONSchema, work: Steps = { left: maxWork }): SchemaCheck {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const granted = Math.min(work.left, maxWork);
  const budget = { left: granted, states: maxStates };
  const read = readSchema(schema, {
    compilePattern: (source) => compilePattern(source, budget),
    formats,
    work: budget,
    maxSteps,
  });
  work.left -= granted - budget.left;
  known.set(schema, read);
  return read;
}
