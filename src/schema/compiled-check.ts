import { Compile } from 'typebox/schema';
import type { JSONSchema } from '../types.js';
import { isObject } from '../unknown.js';
import type { SchemaCheck } from './read/read-schema.js';

/** A schema compiled to code. Its `Check` returns true for valid inputs only. */
export interface CompiledCheck {
  Check(input: unknown): boolean;
}

/** The keywords that typebox 1.4.3 and the reader were seen to agree on. */
const agreed = new Set([
  ...['type', 'enum', 'const', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern'],
  ...['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
  ...['items', 'minItems', 'maxItems', 'allOf', 'anyOf'],
]);

/** Above it the compiled code overflows the stack (typebox 1.4.3: at 2,000). */
const maxNodes = 1_000;

/**
 * Returns a compiled check of a schema; undefined where the platform forbids `eval`, and for schemas that typebox may read
 * in another way.
 */
export function compileCheck(schema: JSONSchema, read: SchemaCheck): CompiledCheck | undefined {
  const isAgreed = read.unchecked.length === 0 && [...read.keywords].every((keyword) => agreed.has(keyword));
  if (!isAgreed || countNodes(schema) > maxNodes) return undefined;
  const validator = compiled(namesListed(schema));
  return validator?.IsAccelerated() ? validator : undefined;
}

/** Returns undefined for a pattern that is legal without the `u` flag only. */
function compiled(schema: JSONSchema): ReturnType<typeof Compile> | undefined {
  try {
    return Compile(schema);
  } catch {
    return undefined;
  }
}

/**
 * Counts the values of a schema. Infinite with what typebox 1.4.3 reads wrongly: a name of `Object.prototype`, which it finds
 * in every object, and arrays and objects as allowed values, for which it also takes others with the same members.
 */
function countNodes(value: unknown): number {
  if (typeof value === 'string' && value in Object.prototype) return Number.POSITIVE_INFINITY;
  if (typeof value !== 'object' || value === null) return 1;
  const { const: constant, enum: values } = value as { readonly const?: unknown; readonly enum?: unknown };
  const allowed: unknown[] = [constant, ...(Array.isArray(values) ? values : [])];
  if (allowed.some((each) => typeof each === 'object' && each !== null)) return Number.POSITIVE_INFINITY;
  return Object.entries(value).reduce((sum, [key, member]) => sum + countNodes(key) + countNodes(member), 0);
}

/**
 * Returns an equivalent schema that is checked faster: the keys of a closed object as an enum of names. For
 * `additionalProperties: false` typebox 1.4.3 matches each key with a regular expression, which takes three quarters of the
 * time of a typical check. If all keys are required it only counts them; such a schema is returned as it is.
 */
function namesListed(schema: JSONSchema): JSONSchema {
  const { additionalProperties, ...open } = schema;
  if (additionalProperties !== false || !isObject(open.properties)) return schema;
  const names = Object.keys(open.properties);
  const areAllRequired = Array.isArray(open.required) && open.required.length === names.length;
  return areAllRequired ? schema : { ...open, propertyNames: { enum: names } };
}
