import { Check, Compile, Errors } from 'typebox/schema';
import type { JSONSchema, Validation, ValidationIssue } from '../types.js';
import { isObject } from '../unknown.js';
import { withinSteps } from './within-steps.js';

/** A check of the schema, compiled to code where the platform allows it. */
export function compile(schema: JSONSchema): (input: unknown) => Validation {
  const validator = Compile(namesListed(schema));
  return (input) => (validator.Check(input) ? { value: input } : { issues: toIssues(Errors(schema, input)[1]) });
}

/** Reads the schema at each call, and never compiles it to code. */
export function interpret(schema: JSONSchema, input: unknown): Validation {
  return withinSteps(schema, input, (counting) =>
    Check(counting, input) ? { value: input } : { issues: toIssues(Errors(counting, input)[1]) },
  );
}

/**
 * The same schema for a faster check: a closed object's keys as a list of names. For `additionalProperties: false` typebox
 * 1.4.3 matches each key with a regular expression, which takes three quarters of the time of a usual check. Where all keys
 * are required it only counts them: that stays.
 */
function namesListed(schema: JSONSchema): JSONSchema {
  const { additionalProperties, ...open } = schema;
  const saysMore = 'patternProperties' in open || 'propertyNames' in open;
  if (additionalProperties !== false || saysMore || !isObject(open.properties)) return schema;
  const names = Object.keys(open.properties);
  const areRequired = Array.isArray(open.required) && open.required.length === names.length;
  return areRequired ? schema : { ...open, propertyNames: { enum: names } };
}

/** Keywords whose error only repeats that something inside them failed. */
const branches = new Set(['allOf', 'anyOf', 'oneOf', 'if', '$ref', 'properties', 'items', 'boolean']);

/** One error of typebox, with the members that are read here. */
interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** The errors a caller can act on: the leaves, with the values that would have been valid. */
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
