import { Check, Compile, Errors } from 'typebox/schema';
import type { JSONSchema, Validation, ValidationIssue } from '../types.js';
import { isObject } from './walk.js';
import { withinSteps } from './within-steps.js';

/** Keywords whose error only repeats that something inside them failed. */
const branches = new Set(['allOf', 'anyOf', 'oneOf', 'if', '$ref', 'properties', 'items', 'boolean']);

/** One error of the JSON Schema validator, as far as it is used here. */
interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** A check of the schema, turned into code where code may be made. */
export function compile(schema: JSONSchema): (input: unknown) => Validation {
  const validator = Compile(namesListed(schema));
  return (input) => (validator.Check(input) ? { value: input } : { issues: toIssues(Errors(schema, input)[1]) });
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

/** Reads the schema anew, and never turns it into code. */
export function interpret(schema: JSONSchema, input: unknown): Validation {
  return withinSteps(schema, input, (counting) =>
    Check(counting, input) ? { value: input } : { issues: toIssues(Errors(counting, input)[1]) },
  );
}

/** The errors a caller can act on: the leaves, with the values that would have been right. */
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
