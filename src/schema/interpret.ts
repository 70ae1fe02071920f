import { Check, Errors } from 'typebox/schema';
import type { JSONSchema, Validation } from '../types.js';
import { toIssues } from './schema-errors.js';
import { withinSteps } from './within-steps.js';

/** Reads the schema anew, and never turns it into code. */
export function interpret(schema: JSONSchema, input: unknown): Validation {
  return withinSteps(schema, input, (counting) =>
    Check(counting, input) ? { value: input } : { issues: toIssues(Errors(counting, input)[1]) },
  );
}
