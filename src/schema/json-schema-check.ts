import { Check, Compile, Errors } from 'typebox/schema';
import type { JSONSchema, Validation, ValidationIssue } from '../types.js';
import { isObject } from '../unknown.js';
import { withinSteps } from './within-steps.js';

/** Returns a check of the schema, compiled to code where the platform allows it. */
export function compile(schema: JSONSchema): (input: unknown) => Validation {
  const validator = Compile(namesListed(schema));
  return (input) => (validator.Check(input) ? { value: input } : { issues: toIssues(Errors(schema, input)[1]) });
}

/** Validates by interpreting the schema; never compiles it to code. */
export function interpret(schema: JSONSchema, input: unknown): Validation {
  return withinSteps(schema, input, (counting) =>
    Check(counting, input) ? { value: input } : { issues: toIssues(Errors(counting, input)[1]) },
  );
}

/**
 * Returns an equivalent schema that is checked faster: the keys of a closed object as an enum of names. For
 * `additionalProperties: false` typebox 1.4.3 matches each key with a regular expression, which takes three quarters of the
 * time of a typical check. If all keys are required it only counts them; such a schema is returned as it is.
 */
function namesListed(schema: JSONSchema): JSONSchema {
  const { additionalProperties, ...open } = schema;
  const hasOtherRules = 'patternProperties' in open || 'propertyNames' in open;
  if (additionalProperties !== false || hasOtherRules || !isObject(open.properties)) return schema;
  const names = Object.keys(open.properties);
  const areAllRequired = Array.isArray(open.required) && open.required.length === names.length;
  return areAllRequired ? schema : { ...open, propertyNames: { enum: names } };
}

/** Keywords whose error only states that something inside them failed. */
const branches = new Set(['allOf', 'anyOf', 'oneOf', 'if', '$ref', 'properties', 'items', 'boolean']);

/** An error of typebox, with the members that are read here. */
interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** Returns the errors that a caller can act on: the leaves, with the values that would be valid. */
function toIssues(errors: readonly SchemaError[]): ValidationIssue[] {
  const leaves = errors.filter(({ keyword }) => !branches.has(keyword));
  return (leaves.length > 0 ? leaves : errors).map((error) => ({
    message: messageOf(error),
    path: error.instancePath.split('/').slice(1).map(unescapePointer),
  }));
}

function messageOf({ params, message }: SchemaError): string {
  if ('allowedValues' in params && Array.isArray(params.allowedValues))
    return `must be one of ${params.allowedValues.map((value) => JSON.stringify(value)).join(', ')}`;
  if ('allowedValue' in params) return `must be ${JSON.stringify(params.allowedValue)}`;
  if ('additionalProperties' in params && Array.isArray(params.additionalProperties))
    return `must not have the properties ${params.additionalProperties.join(', ')}`;
  return message;
}

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
