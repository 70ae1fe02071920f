import type { JSONSchema } from '../types.js';
import { type Container, isContainer, isObject } from '../unknown.js';
import { type Kind, memberKind, walkSchema } from './walk.js';

/** Keywords that can add members to those that an object lists: closing it could refuse all inputs. */
const composing = ['$ref', 'allOf', 'anyOf', 'if', 'oneOf'];
const closing = ['additionalProperties', 'unevaluatedProperties'] as const;

/**
 * Returns the schema in the form in which `original` is written, as far as that loses nothing: with its `$schema` if it has
 * none, and with each object closed that `original` closes and that states nothing about other members. Objects that `allOf`
 * combines, and definitions that may be among them, stay open: closed ones exclude each other's members.
 */
export function inOriginalForm(schema: JSONSchema, original: JSONSchema): JSONSchema {
  const isCombined = [...walkSchema(schema).schemas.values()].some((place) => combines(place.schema));
  const open = isCombined ? ['$defs', 'definitions'] : [];
  const dialect = '$schema' in schema || !('$schema' in original) ? {} : { $schema: original.$schema };
  return { ...dialect, ...(closedLike(schema, original, 'schema', open) as JSONSchema) };
}

function closedLike(value: unknown, original: unknown, kind: Kind, open: readonly string[]): unknown {
  if (kind === 'data' || !isContainer(value) || !isContainer(original)) return value;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => {
    const staysOpen = open.includes(key) || (key === 'allOf' && combines(value));
    if (kind === 'schema' && staysOpen) return [key, member];
    const counterpart = Object.hasOwn(original, key) ? original[key] : undefined;
    return [key, closedLike(member, counterpart, memberKind(kind, key, value), open)];
  });
  if (Array.isArray(value)) return members.map(([, member]) => member);
  const closed = kind === 'schema' && isClosable(value) ? closing.filter((keyword) => original[keyword] === false) : [];
  return Object.fromEntries([...members, ...closed.map((keyword) => [keyword, false])]);
}

/** An `allOf` of one part stands for that part. */
function combines({ allOf, properties }: Container): boolean {
  return Array.isArray(allOf) && (allOf.length > 1 || properties !== undefined);
}

function isClosable(schema: Container): boolean {
  return isObject(schema.properties) && ![...composing, ...closing].some((keyword) => keyword in schema);
}
