/** Inputs of tools in zod 3: every kind of value in every place, and kinds of roots. */
import { z } from 'zod3';
import { generated } from './generated.ts';

const Level = { Low: 0, High: 'high' } as const;

/** Schemas that others contain. */
function parts() {
  const tree: z.ZodTypeAny = z.lazy(() => z.object({ name: z.string(), children: z.array(tree).default([]) }));
  const even: z.ZodTypeAny = z.lazy(() => z.object({ odd: odd.optional() }));
  const odd: z.ZodTypeAny = z.lazy(() => z.object({ even: even.optional() }));
  const root: z.ZodTypeAny = z.object({ name: z.string().default('a'), parts: z.array(z.lazy(() => root)) });
  const inner = z.object({ n: z.number(), text: z.string().default('x') });
  const address = z.object({ street: z.string().default('Main'), zip: z.string() });
  return { tree, even, root, inner, address };
}

const values = (): Readonly<Record<string, readonly [schema: () => z.ZodTypeAny, sample: unknown]>> => {
  const { tree, even, inner, address } = parts();
  return {
    string: [() => z.string(), 'a'],
    'string with limits': [() => z.string().min(1).max(9), 'a'],
    'string with a pattern': [() => z.string().regex(/^a+$/i), 'a'],
    'string with two patterns': [() => z.string().startsWith('a').endsWith('b'), 'ab'],
    email: [() => z.string().email(), 'a@b.example'],
    uuid: [() => z.string().uuid(), '7c2f6a1e-4f0c-4d7e-9f52-0d5b6b0d4f11'],
    url: [() => z.string().url(), 'https://a.example'],
    'date and time': [() => z.string().datetime(), '2024-01-02T00:00:00Z'],
    base64: [() => z.string().base64(), 'YQ=='],
    number: [() => z.number(), 1],
    integer: [() => z.number().int(), 1],
    'number with limits': [() => z.number().gt(0).lte(10).multipleOf(2), 2],
    boolean: [() => z.boolean(), true],
    null: [() => z.null(), null],
    any: [() => z.any(), 1],
    unknown: [() => z.unknown(), 1],
    undefined: [() => z.undefined(), undefined],
    literal: [() => z.literal('a'), 'a'],
    enum: [() => z.enum(['a', 'b']), 'a'],
    'native enum': [() => z.nativeEnum(Level), 0],
    array: [() => z.array(z.string()), ['a']],
    'array with limits': [() => z.array(z.number()).min(1).max(3), [1]],
    'array of objects': [() => z.array(inner), []],
    tuple: [() => z.tuple([z.string(), z.number()]), ['a', 1]],
    'tuple with a rest': [() => z.tuple([z.string()]).rest(z.number()), ['a', 1]],
    'tuple of objects': [() => z.tuple([inner, inner.optional()]), [{ n: 1 }, undefined]],
    record: [() => z.record(z.string(), z.number()), { a: 1 }],
    'record of objects': [() => z.record(inner), {}],
    'record with listed keys': [() => z.record(z.enum(['a', 'b']), z.number()), { a: 1 }],
    map: [() => z.map(z.string(), z.number()), new Map()],
    set: [() => z.set(z.string()), new Set()],
    date: [() => z.date(), new Date(0)],
    bigint: [() => z.bigint(), 'a'],
    object: [() => inner, { n: 1 }],
    'object without members': [() => z.object({}), {}],
    'strict object': [() => z.object({ n: z.number().default(1) }).strict(), {}],
    'loose object': [() => z.object({ n: z.number().default(1) }).passthrough(), {}],
    'object with a catchall': [() => z.object({ n: z.number() }).catchall(inner), { n: 1 }],
    'partial object': [() => inner.partial(), {}],
    'object in an object': [() => z.object({ deep: z.object({ inner }) }), { deep: { inner: { n: 1 } } }],
    union: [() => z.union([z.string(), z.number()]), 'a'],
    'union of objects': [() => z.union([inner, address]), { n: 1 }],
    'discriminated union': [
      () =>
        z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') }).strict()]),
      { kind: 'b' },
    ],
    intersection: [() => z.intersection(inner, address), { n: 1, zip: '1' }],
    'coerced number': [() => z.coerce.number(), 1],
    refined: [() => z.string().refine((text) => text !== 'x'), 'a'],
    custom: [() => z.custom<string>((value) => typeof value === 'string'), 'a'],
    brand: [() => z.string().brand('Id'), 'a'],
    pipe: [() => z.string().pipe(z.coerce.number()), '1'],
    transform: [() => z.string().transform((text) => text.length), 'a'],
    'object with a transform': [() => z.object({ text: z.string().transform((text) => text.length) }), { text: 'a' }],
    preprocess: [() => z.preprocess(String, z.string()), 'a'],
    'recursive z.lazy': [() => tree, { name: 'a' }],
    'mutually recursive z.lazy': [() => even, {}],
    'z.lazy': [() => z.lazy(() => inner), { n: 1 }],
  };
};

const places: Readonly<Record<string, (value: z.ZodTypeAny, sample: unknown) => z.ZodTypeAny>> = {
  'a member': (value) => z.object({ value, other: z.boolean() }),
  'an optional member': (value) => z.object({ value: value.optional() }),
  'a nullable member': (value) => z.object({ value: value.nullable() }),
  'a nullish member': (value) => z.object({ value: value.nullish() }),
  'a member with a default': (value, sample) => z.object({ value: value.default(sample) }),
  'a nullable member with a default': (value) => z.object({ value: value.nullable().default(null) }),
  'a member with a catch': (value, sample) => z.object({ value: value.catch(sample) }),
  'a described member': (value) => z.object({ value: value.describe('A value') }),
  'a readonly member': (value) => z.object({ value: value.readonly() }),
  'items of an array': (value) => z.object({ values: z.array(value).default([]) }),
  'a member of an optional object': (value) => z.object({ holder: z.object({ value }).optional() }),
  'values of a record': (value) => z.object({ values: z.record(value) }),
  'a branch of a union': (value) => z.object({ value: z.union([z.object({ value }), z.literal('none')]) }),
  'an item of a tuple': (value) => z.object({ pair: z.tuple([value, z.string().default('b')]) }),
  'a part of an intersection': (value) =>
    z.object({ both: z.intersection(z.object({ value }), z.object({ b: z.string() })) }),
  twice: (value) => z.object({ one: value, two: z.object({ other: value }) }),
  'a member of a loose object': (value) => z.object({ value }).passthrough(),
};

const roots = (): Readonly<Record<string, z.ZodTypeAny>> => {
  const { tree, even, root, inner, address } = parts();
  return {
    'a strict root': z.object({ n: z.number() }).strict(),
    'a loose root': z.object({ n: z.number() }).passthrough(),
    'a root with a catchall': z.object({ n: z.number() }).catchall(z.string()),
    'a root without members': z.object({}),
    'a described root': z.object({ n: z.number().default(1) }).describe('Input'),
    'a root that is a union': z.union([inner, address]),
    'a root that is a discriminated union': z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), n: z.number().default(1) }),
      z.object({ kind: z.literal('b') }),
    ]),
    'a root that is an intersection': z.intersection(inner, address),
    'a root that is a record': z.record(z.number()),
    'a root that is refined': inner.refine(() => true),
    'a root with a transform': inner.transform(({ n }) => n),
    'a recursive z.lazy root': tree,
    'a root that z.lazy refers to': root,
    'a root with members that refer to each other': z.object({ root, tree, even }),
    'a root with members named like keywords': z.object({
      required: z.array(z.string()).default([]),
      properties: z.object({ type: z.string().default('t') }),
      additionalProperties: z.boolean().default(false),
      $ref: z.string().optional(),
    }),
  };
};

/** Returns new schemas, none of which shares a part with another. */
export const zod3Inputs = (): Record<string, z.ZodTypeAny> => generated(values, places, roots);
