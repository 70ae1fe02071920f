import { isObject } from '../unknown.js';
import type { Keywords } from './walk.js';

/** The change that one rule makes to a schema: the keywords that it removes, and those that replace them. */
export interface Rewrite {
  readonly from: Keywords;
  readonly to: Keywords;
}
type Rule = (schema: Keywords) => Rewrite | undefined;

/** The names that other languages give to the types of JSON, in lower case. `any` stands for no type. */
const typeNames: ReadonlyMap<string, string> = new Map([
  ...named('array', 'array arraylist list set tuple'),
  ...named('boolean', 'bool boolean'),
  ...named('integer', 'bigint byte int int32 int64 integer long short'),
  ...named('null', 'nil none nonetype null'),
  ...named('number', 'decimal double float float32 float64 number'),
  ...named('object', 'dict dictionary hashmap map object record struct'),
  ...named('string', 'char str string text'),
  ...named('any', 'any mixed unknown'),
]);

/** Keywords next to `type` that a null must satisfy too. */
const restricting = ['$ref', 'allOf', 'anyOf', 'const', 'if', 'not', 'oneOf'];
const forReaders = ['$defs', 'default', 'definitions', 'description', 'examples', 'title'];

/** Applied in this order, each to the result of the one before. */
export const dialectRules: readonly Rule[] = [
  renameTypes,
  requireMembers,
  allowNull,
  listExample,
  (schema) => moveLimit(schema, 'minimum', 'exclusiveMinimum'),
  (schema) => moveLimit(schema, 'maximum', 'exclusiveMaximum'),
  (schema) => drop(schema, 'discriminator', true),
  (schema) => drop(schema, 'externalDocs', true),
  (schema) => drop(schema, 'xml', true),
  (schema) => drop(schema, 'required', typeof schema.required === 'boolean'),
];

function renameTypes({ type }: Keywords): Rewrite | undefined {
  const known = [type]
    .flat()
    .map((each) => (typeof each === 'string' ? (typeNames.get(each.toLowerCase()) ?? each) : each));
  if (known.includes('any')) return { from: { type }, to: {} };
  const isSame = known.every((each, index) => each === [type].flat()[index]);
  return isSame ? undefined : { from: { type }, to: { type: Array.isArray(type) ? [...new Set(known)] : known[0] } };
}

/** Draft 3 marks each member as required. */
function requireMembers({ properties, required }: Keywords): Rewrite | undefined {
  const listed: readonly unknown[] = Array.isArray(required) ? required : [];
  const members = isObject(properties) ? Object.entries(properties) : [];
  const found = members.filter(
    ([name, member]) => isObject(member) && member.required === true && !listed.includes(name),
  );
  if (found.length === 0) return undefined;
  return {
    from: required === undefined ? {} : { required },
    to: { required: [...listed, ...found.map(([name]) => name)] },
  };
}

function allowNull(schema: Keywords): Rewrite | undefined {
  const { nullable, type, enum: values, ...rest } = schema;
  if (typeof nullable !== 'boolean') return undefined;
  if (!nullable) return { from: { nullable }, to: {} };
  if (restricting.some((keyword) => keyword in rest)) return orNull(schema);
  const widened = {
    ...(type !== undefined && { type: withNull(type, 'null') }),
    ...(Array.isArray(values) && { enum: withNull(values, null) }),
  };
  return { from: { ...pick(schema, Object.keys(widened)), nullable }, to: widened };
}

/** Combines all restricting keywords with null in an `anyOf`. */
function orNull({ nullable, ...schema }: Keywords): Rewrite {
  const keywords = Object.keys(schema).filter((keyword) => !forReaders.includes(keyword));
  const restricted = pick(schema, keywords);
  return { from: { ...restricted, nullable }, to: { anyOf: [restricted, { type: 'null' }] } };
}

function withNull(values: unknown, nothing: 'null' | null): unknown[] {
  return [...new Set([values, nothing].flat())];
}

function listExample({ example, examples }: Keywords): Rewrite | undefined {
  if (example === undefined) return undefined;
  const listed: readonly unknown[] = Array.isArray(examples) ? examples : [];
  return { from: { example, ...(examples !== undefined && { examples }) }, to: { examples: [...listed, example] } };
}

/** In draft 4 and OpenAPI 3.0 a boolean states whether the limit itself is excluded. */
function moveLimit(schema: Keywords, limit: string, exclusive: string): Rewrite | undefined {
  const isExcluded = schema[exclusive];
  if (typeof isExcluded !== 'boolean') return undefined;
  if (!isExcluded || typeof schema[limit] !== 'number') return { from: { [exclusive]: isExcluded }, to: {} };
  return { from: { [limit]: schema[limit], [exclusive]: true }, to: { [exclusive]: schema[limit] } };
}

function drop(schema: Keywords, keyword: string, isForeign: boolean): Rewrite | undefined {
  return isForeign && keyword in schema ? { from: { [keyword]: schema[keyword] }, to: {} } : undefined;
}

function pick(schema: Keywords, keywords: readonly string[]): Keywords {
  return Object.fromEntries(keywords.map((keyword) => [keyword, schema[keyword]]));
}

function named(type: string, names: string): [name: string, type: string][] {
  return names.split(' ').map((name) => [name, type]);
}
