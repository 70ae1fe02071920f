/** Generates random schemas of objects: JSON Schemas, and zod schemas of the same kinds. */
import fc from 'fast-check';
import type { JSONSchema } from 'toolferry';
import { z } from 'zod';

const names = fc.constantFrom('a', 'b', 'c', 'the text', 'größe', 'x-y', 'type', 'id');
const size = fc.integer({ min: 0, max: 3 });

/** An optional keyword. */
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

function withoutAbsent(schema: object): JSONSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

const { json } = fc.letrec<{ json: JSONSchema; object: JSONSchema }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'schema' },
    leaf({ type: fc.constant('string'), minLength: maybe(size), description: maybe(fc.string()) }),
    leaf({ type: fc.constant('string'), pattern: fc.constantFrom('^[a-z]+$', '^\\d{2}$') }),
    leaf({ type: fc.constant('integer'), minimum: maybe(size), maximum: maybe(fc.integer({ min: 5, max: 99 })) }),
    leaf({ type: fc.constantFrom('number', 'boolean', 'null'), default: maybe(fc.jsonValue({ maxDepth: 1 })) }),
    leaf({ enum: fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 3 }) }),
    leaf({ const: fc.jsonValue({ maxDepth: 1 }) }),
    leaf({ type: fc.constantFrom(['string', 'null'], ['integer', 'boolean']) }),
    leaf({ $ref: fc.constant('#/$defs/shared') }),
    leaf({ type: fc.constant('array'), items: tie('json'), minItems: maybe(size) }),
    leaf({ anyOf: fc.array(tie('json'), { minLength: 1, maxLength: 3 }) }),
    leaf({ oneOf: fc.array(tie('json'), { minLength: 1, maxLength: 2 }) }),
    tie('object'),
  ),
  object: objectOf(tie('json')),
}));

function leaf(keywords: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<JSONSchema> {
  return fc.record(keywords).map(withoutAbsent);
}

function objectOf(member: fc.Arbitrary<JSONSchema>): fc.Arbitrary<JSONSchema> {
  return fc.dictionary(names, member, { maxKeys: 4 }).chain((properties) =>
    leaf({
      type: fc.constant('object'),
      properties: fc.constant(properties),
      required: maybe(fc.subarray(Object.keys(properties))),
      additionalProperties: maybe(fc.oneof(fc.boolean(), member)),
    }),
  );
}

/** Object schemas with a definition that their parts may refer to. */
export const jsonSchemas: fc.Arbitrary<JSONSchema> = fc
  .tuple(objectOf(json), fc.boolean())
  .map(([schema, isText]) => ({ ...schema, $defs: { shared: { type: isText ? 'string' : 'object' } } }));

const { zod } = fc.letrec<{ zod: z.ZodType }>((tie) => ({
  zod: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'zod' },
    size.map((least) => z.string().min(least)),
    fc.constant(z.string().transform((text) => text.length)),
    fc.constant(z.string().refine((text) => text.length !== 2)),
    size.map((least) => z.int().min(least)),
    fc.constantFrom(z.number(), z.boolean(), z.null(), z.email(), z.coerce.number()),
    fc.constantFrom(z.enum(['a', 'b']), z.literal(3), z.unknown(), z.number().default(7)),
    tie('zod').map((inner) => inner.optional()),
    tie('zod').map((inner) => inner.nullable()),
    tie('zod').map((inner) => z.array(inner)),
    tie('zod').map((inner) => z.record(z.string(), inner)),
    fc.tuple(tie('zod'), tie('zod')).map(([one, other]) => z.union([one, other])),
    zodObjectOf(tie('zod')),
  ),
}));

function zodObjectOf(member: fc.Arbitrary<z.ZodType>): fc.Arbitrary<z.ZodType> {
  const make = fc.constantFrom(z.object, z.strictObject, z.looseObject);
  return fc.tuple(make, fc.dictionary(names, member, { maxKeys: 4 })).map(([of, shape]) => of(shape));
}

export const zodSchemas: fc.Arbitrary<z.ZodType> = zodObjectOf(zod);
