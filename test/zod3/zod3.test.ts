import fc from 'fast-check';
import { createBridge, defineTool, type JSONSchema } from 'toolferry';
import { zod3 } from 'toolferry/zod3';
import { Check } from 'typebox/schema';
import { expect, test, vi } from 'vitest';
import { z as z4 } from 'zod';
import { z as z4v3 } from 'zod/v3';
import { z } from 'zod3';
import { z as z4inside3 } from 'zod3/v4';

const shown = (schema: Parameters<typeof zod3>[0], target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12') =>
  zod3(schema)['~standard'].jsonSchema.input({ target });

test('zod3 wraps a zod 3 schema as Standard JSON Schema, and zod 3 validates', async () => {
  const { version, vendor, validate } = zod3(z.object({ n: z.coerce.number().default(2) }))['~standard'];
  expect({ version, vendor }).toEqual({ version: 1, vendor: 'zod3' });
  expect(await validate({ n: '5', more: 1 })).toEqual({ value: { n: 5 } });
  expect(await validate({})).toEqual({ value: { n: 2 } });
  const refused = await validate({ n: 'x' });
  expect(refused.issues).toMatchObject([{ path: ['n'], message: expect.stringContaining('number') }]);
});

test('a tool with a zod 3 schema receives the parsed value, and asynchronous refinements are awaited', async () => {
  const tool = defineTool({
    name: 'repeat',
    description: 'Repeat',
    inputSchema: zod3(
      z.object({ text: z.string().refine(async (text) => text !== 'no', 'not this'), times: z.number().default(2) }),
    ),
    handler: ({ text, times }) => text.repeat(times),
  });
  const bridge = createBridge({ tools: [tool] });
  const call = (input: unknown) => bridge.execute({ id: 'c', name: 'repeat', input });
  expect((await call({ text: 'ab', unknown: 1 })).output).toBe('abab');
  expect((await call({ text: 'no' })).error).toEqual({
    code: 'invalid_input',
    message: 'Invalid input for "repeat": text: not this.',
  });
});

test('fields with a default are not required, not even nested ones (mcp-confluent#482, zod#4697)', () => {
  const schema = z.object({
    a: z.string(),
    b: z.number().default(1),
    c: z.object({ d: z.boolean().default(true), e: z.string() }).default({ e: 'e' }),
    f: z.string().optional(),
    g: z.number().catch(0),
  });
  expect(shown(schema)).toMatchObject({ required: ['a'], properties: { c: { required: ['e'] } } });
});

test('the JSON Schema describes the input, not the output of transforms and pipes', () => {
  const schema = z.object({ n: z.string().transform(Number).pipe(z.number().min(1)), p: z.string().brand('path') });
  expect(shown(schema)).toMatchObject({ properties: { n: { type: 'string' }, p: { type: 'string' } } });
});

test('the JSON Schema allows keys that zod strips, and refuses those that zod refuses', () => {
  expect(shown(z.object({}))).not.toHaveProperty('additionalProperties');
  expect(shown(z.object({}).passthrough())).not.toHaveProperty('additionalProperties');
  expect(shown(z.object({}).strict())).toHaveProperty('additionalProperties', false);
  expect(shown(z.object({}).catchall(z.number()))).toHaveProperty('additionalProperties', { type: 'number' });
});

test('tuples are written in the form of the requested draft', () => {
  const schema = z.object({ pair: z.tuple([z.string(), z.number()]), more: z.tuple([z.string()]).rest(z.null()) });
  const [string, number, nothing] = [{ type: 'string' }, { type: 'number' }, { type: 'null' }];
  expect(shown(schema, 'draft-07')).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: { pair: { items: [string, number], maxItems: 2 }, more: { items: [string], additionalItems: nothing } },
  });
  expect(shown(schema)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: {
      pair: { prefixItems: [string, number], minItems: 2, maxItems: 2 },
      more: { prefixItems: [string], items: nothing },
    },
  });
  expect(shown(z.tuple([z.string()]).describe('One'))).toHaveProperty('description', 'One');
});

test('zod3 throws for a draft that it does not support', () => {
  expect(() => shown(z.object({}), 'openapi-3.0' as 'draft-07')).toThrow(TypeError);
  expect(() => shown(z.object({}), 'openapi-3.0' as 'draft-07')).toThrow(/draft-2020-12 and draft-07, not openapi-3.0/);
});

test('recursive schemas refer to themselves, also below keys with special characters, and print no warning', () => {
  const warn = vi.spyOn(console, 'warn');
  interface Node {
    next?: Node | undefined;
    pair?: [Node, string] | undefined;
  }
  const node: z.ZodType<Node> = z.lazy(() =>
    z.object({ next: node.optional(), pair: z.tuple([node, z.string()]).optional() }),
  );
  const schema = z.object({ 'a/b~%': node, again: z.tuple([z.string(), node]) });
  const tools = [defineTool({ name: 'walk', description: 'Walk', inputSchema: zod3(schema) })];
  expect([...createBridge({ tools }).tools]).toHaveLength(1);
  const accepts = (value: unknown) => Check(tools[0]?.inputSchema as JSONSchema, value);
  const deep = { next: { pair: [{ next: {} }, 'x'] } };
  const wrong = { next: { pair: [{ next: 1 }, 'x'] } };
  expect(
    [
      { 'a/b~%': deep, again: ['', {}] },
      { 'a/b~%': {}, again: ['', deep] },
    ].map(accepts),
  ).toEqual([true, true]);
  expect(
    [
      { 'a/b~%': wrong, again: ['', {}] },
      { 'a/b~%': {}, again: ['', wrong] },
    ].map(accepts),
  ).toEqual([false, false]);
  expect(warn).not.toHaveBeenCalled();
});

test('a recursive zod 3 tuple refers to itself', () => {
  const pair: z.ZodTypeAny = z.lazy(() => tuple);
  const tuple = z.tuple([z.string(), pair.nullable()]);
  const schema = shown(z.object({ tuple })) as JSONSchema;
  expect(Check(schema, { tuple: ['a', ['b', null]] })).toBe(true);
  expect(Check(schema, { tuple: ['a', ['b', 1]] })).toBe(false);
});

test('the JSON Schema of a pattern respects its flags', () => {
  const schema = shown(z.object({ id: z.string().regex(/^ab$/i) })) as JSONSchema;
  expect(Check(schema, { id: 'AB' })).toBe(true);
});

const everything = z.object({
  text: z.string().min(1).max(5),
  number: z.number().int().min(-3).lt(9),
  flag: z.boolean().default(false),
  choice: z.enum(['a', 'b']).optional(),
  literal: z.literal(7).nullable(),
  list: z.array(z.union([z.string(), z.number()])).max(3),
  record: z.record(z.number()).optional(),
  pair: z.tuple([z.string(), z.boolean()]),
  either: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('x'), x: z.number() }),
    z.object({ kind: z.literal('y'), y: z.string().optional() }),
  ]),
  both: z.intersection(z.object({ left: z.string() }), z.object({ right: z.number() })),
});
const values = fc.record({
  text: fc.oneof(fc.string({ maxLength: 6 }), fc.integer()),
  number: fc.oneof(fc.integer({ min: -4, max: 10 }), fc.constant(1.5)),
  flag: fc.constantFrom(true, undefined, 1),
  choice: fc.constantFrom('a', undefined, 'c'),
  literal: fc.constantFrom(7, null, 8),
  list: fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxLength: 4 }),
  record: fc.constantFrom({ a: 1 }, {}, undefined, { a: 'x' }),
  pair: fc.constantFrom(['a', true], ['a'], ['a', true, 1]),
  either: fc.constantFrom({ kind: 'x', x: 1 }, { kind: 'y' }, { kind: 'x' }, { kind: 'z' }),
  both: fc.constantFrom({ left: 'l', right: 1 }, { left: 'l' }, { left: 'l', right: 1, more: true }),
});

test.each(['draft-2020-12', 'draft-07'] as const)(
  'the JSON Schema in %s accepts exactly what zod 3 accepts',
  (target) => {
    const schema = shown(everything, target) as JSONSchema;
    const seen = { valid: 0, invalid: 0 };
    const mostlyValid = fc.constantFrom(...Object.keys(everything.shape)).chain((broken) =>
      fc.tuple(fc.constant(broken), values).map(([key, value]) => {
        const member = value[key as keyof typeof value];
        return JSON.parse(JSON.stringify({ ...valid, more: 1, [key]: member }));
      }),
    );
    fc.assert(
      fc.property(mostlyValid, (value) => {
        const { success } = everything.safeParse(value);
        seen[success ? 'valid' : 'invalid']++;
        expect(Check(schema, value)).toBe(success);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(50);
  },
);

const valid = {
  text: 'abc',
  number: 1,
  literal: null,
  list: ['a', 1],
  pair: ['a', true],
  either: { kind: 'y' },
  both: { left: 'l', right: 1 },
};

test('zod3 accepts a schema of the zod/v3 inside zod 4', () => {
  expect(shown(z4v3.object({ a: z4v3.string() }))).toMatchObject({ required: ['a'] });
});

test.each(['zod 4', 'the zod 4 inside zod 3'])('zod3 throws for a schema of %s and names the alternatives', (name) => {
  const schema = [name === 'zod 4' ? z4 : z4inside3].map(({ object }): unknown => object({}))[0];
  expect(() => zod3(schema as never)).toThrow(TypeError);
  expect(() => zod3(schema as never)).toThrow(/zod >= 4\.2.*z\.toJSONSchema/);
});

test.each([undefined, null, 'text', 1, {}, [], () => z.object({})])('zod3 throws for %j', (nonsense) => {
  expect(() => zod3(nonsense as never)).toThrow(TypeError);
  expect(() => zod3(nonsense as never)).toThrow(/expects a zod 3 schema/);
});

const at = z.object({ at: z.date() });
const shared = z.date();
const isDate = 'is a date, not JSON. Use z.string().datetime().';

test.each<[string, z.ZodTypeAny, string]>([
  ['a date', at, `properties/at ${isDate}`],
  ['a bigint', z.object({ n: z.bigint() }), 'properties/n is a bigint, not JSON. Use z.number().int().'],
  ['a map', z.object({ m: z.map(z.string(), z.number()) }), 'properties/m is a map, not JSON. Use z.record().'],
  ['a set', z.object({ s: z.set(z.string()) }), 'properties/s is a set, not JSON. Use z.array().'],
  ['a symbol', z.object({ s: z.symbol() }), 'properties/s is a symbol, not JSON. Use z.string().'],
  ['NaN', z.object({ n: z.nan() }), 'properties/n is a nan, not JSON. Use z.number().'],
  ['a date of a member called 0', z.object({ 0: z.date() }), `properties/0 ${isDate}`],
  ['a date with a refinement', z.object({ at: z.date().refine(Boolean) }), `properties/at ${isDate}`],
  ['a date before a transform', z.object({ at: z.date().transform(String) }), `properties/at ${isDate}`],
  ['a date before a pipe', z.object({ at: z.date().pipe(z.any()) }), `properties/at ${isDate}`],
  ['a readonly branded date', z.object({ at: z.date().brand('at').readonly() }), `properties/at ${isDate}`],
  ['a list that must hold dates', z.object({ l: z.array(at).min(1) }), `properties/l/items/properties/at ${isDate}`],
  ['a list of two dates', z.object({ l: z.array(shared).length(2) }), `properties/l/items ${isDate}`],
  ['a list that is not empty', z.object({ l: z.array(shared).nonempty() }), `properties/l/items ${isDate}`],
  ['a tuple with a date', z.object({ t: z.tuple([shared]) }), `properties/t/prefixItems/0 ${isDate}`],
  ['a union of a date and a bigint', z.object({ u: z.union([z.date(), z.bigint()]) }), `properties/u ${isDate}`],
  [
    'a discriminated union whose objects all have a date',
    z.object({ u: z.discriminatedUnion('k', [at.extend({ k: z.literal('a') }), at.extend({ k: z.literal('b') })]) }),
    `properties/u/properties/at ${isDate}`,
  ],
  ['an intersection with a date', z.object({ i: z.intersection(shared, shared) }), `properties/i ${isDate}`],
  ['a date that is also optional elsewhere', z.object({ o: shared.optional(), at: shared }), `properties/at ${isDate}`],
  [
    'a date beside a preprocessed member',
    z.object({ n: z.preprocess(Number, z.number()), at: shared }),
    `properties/at ${isDate}`,
  ],
])('defineTool refuses %s of zod 3, which no model can send, and names the replacement', (_, schema, why) => {
  const message = `This inputSchema cannot be used: ${why}`;
  const make = () => defineTool({ name: 't', description: 'T', inputSchema: zod3(schema) });
  expect(make).toThrow(new TypeError(message));
});

test.each<[string, z.ZodTypeAny]>([
  ['coerced', z.coerce.date()],
  ['made by z.preprocess()', z.preprocess((value) => new Date(String(value)), z.date().optional())],
  ['one of several types', z.union([z.string(), z.object({}), z.date()])],
  ['in one of several objects', z.union([z.string(), at])],
  [
    'in one object of a discriminated union',
    z.discriminatedUnion('k', [
      z.object({ k: z.literal('text'), s: z.string() }),
      z.object({ k: z.literal('when'), at: z.date() }),
    ]),
  ],
  ['nullable', z.date().nullable()],
  ['optional', z.date().optional()],
  ['nullish', z.date().nullish()],
  ['replaced by a default', z.date().default(new Date(0))],
  ['in an optional object', at.optional()],
  ['in a partial object', at.partial()],
  ['in a list', z.array(z.date())],
  ['in a list with a maximum', z.array(at).max(3)],
  ['in a record', z.record(z.date())],
  ['in further members', z.object({}).catchall(z.date())],
  ['in a lazy schema', z.lazy(() => at)],
  ['replaced if it is invalid', z.date().catch(new Date(0))],
  ['the output of a pipe', z.string().datetime().pipe(z.coerce.date())],
  ['the output of a transform', z.string().transform((text) => new Date(text))],
])('a date of zod 3 that is %s can be sent or left out, and is accepted', (_, member) => {
  const inputSchema = zod3(z.object({ member }));
  expect(() => defineTool({ name: 't', description: 'T', inputSchema })).not.toThrow();
});
