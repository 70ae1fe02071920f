import { tool as langChainTool } from '@langchain/core/tools';
import { jsonSchema, tool as sdkTool, zodSchema } from 'ai';
import { jsonSchema as jsonSchema5, zodSchema as zodSchema5 } from 'ai-v5';
import { jsonSchema as jsonSchema6, zodSchema as zodSchema6 } from 'ai-v6';
import { type } from 'arktype';
import { createBridge, defineTool } from 'toolferry';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';

const about = { name: 'add', description: 'Add two numbers' };
const handler = () => 3;
const inputSchema = { type: 'object', properties: { a: { type: 'number' } } } as const;
const add = defineTool({ ...about, inputSchema, handler });
const fromLangChain = langChainTool(handler, { ...about, schema: z.object({ a: z.number() }) });
const fromAISDK = sdkTool({ description: 'Add', inputSchema: z.object({ a: z.number() }), execute: handler });

const convert = 'framework tools need fromLangChainTools() or fromAISDKTools()';

/** As a JavaScript user calls it, without types. */
const define = defineTool as (...fields: unknown[]) => { readonly inputSchema: unknown };
const create = createBridge as (options: unknown) => ReturnType<typeof createBridge>;

describe('defineTool() with fields of something else', () => {
  test.each<[string, unknown, string]>([
    ['a LangChain tool', fromLangChain, `func is called handler here; ${convert}.`],
    ['an AI SDK tool', fromAISDK, `execute is called handler here; ${convert}.`],
    [
      'execute in place of handler',
      { ...about, inputSchema, execute: handler },
      `execute is called handler here; ${convert}.`,
    ],
    [
      'func and schema, the names of LangChain',
      { ...about, schema: inputSchema, func: handler },
      `schema is called inputSchema here; ${convert}.`,
    ],
    [
      'parameters, the name of OpenAI and of ai 4',
      { ...about, parameters: inputSchema, handler },
      `parameters is called inputSchema here; ${convert}.`,
    ],
    ['args', { ...about, args: inputSchema, handler }, `args is called inputSchema here; ${convert}.`],
    [
      'input_schema, the name of Anthropic',
      { ...about, input_schema: inputSchema, handler },
      `input_schema is called inputSchema here; ${convert}.`,
    ],
    [
      'a misspelt field',
      { ...about, inputSchema, handler, needsAproval: () => true },
      `needsAproval is called needsApproval here; ${convert}.`,
    ],
  ])('%s', (_, fields, message) => {
    expect(() => define(fields)).toThrow(new TypeError(`defineTool(): ${message}`));
  });

  test.each([
    { validated: true },
    { validator: () => true },
    { run: 'nightly' },
    { handle: 'add-1' },
    { handlers: { done: handler } },
    { execute: false },
  ])("a headless tool keeps %j of the author's own", (own) => {
    const tool = { ...about, inputSchema, ...own };
    expect(define(tool)).toEqual(tool);
    expect(create({ tools: [tool] }).tools.get('add')).toBe(tool);
  });

  test.each(['run', 'handle', 'handlers', 'handelr', 'hander', 'validat'])(
    '%s is refused if it is a function',
    (field) => {
      const meant = field === 'validat' ? 'validate' : 'handler';
      expect(() => define({ ...about, inputSchema, [field]: handler })).toThrow(`${field} is called ${meant} here`);
    },
  );

  test("a field of the author's own is kept, and so is one of a tool that has both", () => {
    const tool = { ...about, inputSchema, handler, execute: handler, owner: 'Ada' };
    expect(define(tool)).toEqual(tool);
  });
});

const notSchema =
  'pass a JSON Schema object ({ type: "object", properties }), z.object(shape) of zod >= 4.2, or toStandardJsonSchema(schema) of valibot.';

const text = { type: 'string' };

/** Objects that only hold schemas, or none. */
const notSchemas: [string, object][] = [
  ['a JSON Schema with properties of zod', { type: 'object', properties: { city: z.string() } }],
  ['a raw zod shape', { a: z.number(), b: z.number() }],
  ['a raw zod 3 shape', { a: z3.number() }],
  ['a raw valibot shape', { a: v.number() }],
  ['a raw shape of ArkType', { a: type('string') }],
  ['a raw shape with a description', { items: z.array(z.string()), description: 'x' }],
  ['the properties alone', { path: text }],
  ...['title', 'type', 'format', 'description', 'pattern', 'items', 'required', 'enum', 'deprecated', 'examples'].map(
    (name): [string, object] => [`the properties alone, of which one is called ${name}`, { [name]: text, q: text }],
  ),
  ['the properties alone, of which one is called properties', { properties: { type: 'object' }, q: text }],
  ['the properties alone, of which one is called dependencies', { dependencies: { type: 'array' } }],
  ['one property called type', { type: text }],
  ['an object that is not a schema', { nonsense: true }],
];

describe('defineTool() with an inputSchema that would check nothing, or that no model can satisfy', () => {
  const at = z.object({ at: z.date() });
  const shared = z.date();
  const recursive = z.object({
    at: z.date(),
    get next() {
      return recursive.optional();
    },
  });
  const isDate = 'is a date, not JSON. Use z.iso.datetime().';
  test.each<[string, unknown, string]>([
    ['nothing', undefined, notSchema],
    ...notSchemas.map(([name, schema]): [string, unknown, string] => [name, schema, notSchema]),
    ['jsonSchema() of properties alone', jsonSchema({ a: text } as never), notSchema],
    ['a promised jsonSchema()', jsonSchema(Promise.resolve(inputSchema) as never), 'it is a Promise. Use await.'],
    ['a date', at, `properties/at ${isDate}`],
    ['a required date', at.required(), `properties/at ${isDate}`],
    ['a date with a refinement', z.object({ at: z.date().refine(Boolean) }), `properties/at ${isDate}`],
    ['a date before a transform', z.object({ at: z.date().transform(String) }), `properties/at ${isDate}`],
    [
      'a readonly object with a branded date',
      z.object({ at: z.date().brand('at') }).readonly(),
      `properties/at ${isDate}`,
    ],
    [
      'a list that must hold objects with dates',
      z.object({ list: z.array(at).min(1) }),
      `properties/list/items/properties/at ${isDate}`,
    ],
    ['a list of two dates', z.object({ list: z.array(shared).length(2) }), `properties/list/items ${isDate}`],
    ['a tuple with a date', z.object({ t: z.tuple([z.string(), shared]) }), `properties/t/prefixItems/1 ${isDate}`],
    ['a union of a date and a bigint', z.object({ u: z.union([z.date(), z.bigint()]) }), `properties/u ${isDate}`],
    [
      'a discriminated union whose objects all have a date',
      z.object({ u: z.discriminatedUnion('k', [at.extend({ k: z.literal('a') }), at.extend({ k: z.literal('b') })]) }),
      `properties/u/properties/at ${isDate}`,
    ],
    ['an intersection with a date', z.object({ i: z.intersection(shared, shared) }), `properties/i ${isDate}`],
    ['the intersection of two objects', z.intersection(z.object({ a: z.string() }), at), `properties/at ${isDate}`],
    [
      'a date that is also one of several types elsewhere',
      z.object({ u: z.union([shared, z.string()]), at: shared }),
      `properties/at ${isDate}`,
    ],
    [
      'an object with a date that is also one of several types elsewhere',
      z.object({ u: z.union([at, z.string()]), x: at }),
      `properties/x/properties/at ${isDate}`,
    ],
    [
      'a date beside a preprocessed and a replaced member',
      z.object({ n: z.preprocess(Number, z.number()), c: z.date().catch(new Date(0)), at: shared }),
      `properties/at ${isDate}`,
    ],
    ['a recursive object with a date', recursive, `properties/at ${isDate}`],
    ['a bigint', z.object({ n: z.bigint() }), 'properties/n is a bigint, not JSON. Use z.int().'],
    ['a map', z.object({ m: z.map(z.string(), z.number()) }), 'properties/m is a map, not JSON. Use z.record().'],
    ['a set', z.object({ s: z.set(z.string()) }), 'properties/s is a set, not JSON. Use z.array().'],
    ['a symbol', z.object({ s: z.symbol() }), 'properties/s is a symbol, not JSON. Use z.string().'],
    ['NaN', z.object({ n: z.nan() }), 'properties/n is a nan, not JSON. Use z.number().'],
    ['a function', z.object({ f: z.function() }), 'properties/f is a function, not JSON. Use z.string().'],
  ])('%s', (_, schema, message) => {
    const make = () => define({ ...about, inputSchema: schema, handler });
    expect(make).toThrow(new TypeError(`This inputSchema cannot be used: ${message}`));
  });

  test('the replacements for dates and bigints show what to send, and the handler receives a Date and a bigint', async () => {
    const schema = z.object({ at: z.iso.datetime().pipe(z.coerce.date()), n: z.int().pipe(z.coerce.bigint()) });
    const tool = defineTool({ ...about, inputSchema: schema, handler: ({ at, n }) => [at instanceof Date, typeof n] });
    expect(tool.inputSchema).toMatchObject({
      properties: { at: { type: 'string', format: 'date-time' }, n: { type: 'integer' } },
    });
    const call = { id: 'c', name: 'add', input: { at: '2026-01-01T00:00:00Z', n: 1 } };
    expect((await createBridge({ tools: [tool] }).execute(call)).output).toEqual([true, 'bigint']);
  });

  const tree = z.object({
    get either() {
      return z.union([shared, z.array(tree), tree]);
    },
  });
  test.each<[string, z.ZodType]>([
    ['coerced', z.coerce.date()],
    ['made by z.preprocess()', z.preprocess((value) => new Date(String(value)), z.date().optional())],
    ['one of several types', z.union([z.string(), z.date()])],
    ['in one of several objects', z.union([z.string(), at])],
    [
      'in one object of a discriminated union',
      z.discriminatedUnion('k', [
        z.object({ k: z.literal('text'), s: z.string() }),
        z.object({ k: z.literal('when'), at: z.date() }),
      ]),
    ],
    ['in one of two exclusive types', z.xor([z.string(), at])],
    ['an alternative to anything', z.any().or(at)],
    ['in one of two lists', z.union([z.array(z.date()).min(1), z.array(z.string())])],
    ['nullable', z.date().nullable()],
    ['optional', z.date().optional()],
    ['nullish', z.date().nullish()],
    ['readonly and optional', z.date().optional().readonly()],
    ['replaced by a default', z.date().default(new Date(0))],
    ['replaced before parsing', z.date().prefault(new Date(0))],
    ['in an optional object', at.optional()],
    ['in a partial object', at.partial()],
    ['in a list', z.array(z.date())],
    ['in a list of objects with a maximum', z.array(at).max(3)],
    ['in a record', z.record(z.string(), z.date())],
    ['in further members', z.object({}).catchall(z.date())],
    ['in further items', z.tuple([z.string()], z.date())],
    ['in a lazy schema', z.lazy(() => at)],
    ['in a recursive union', tree],
    ['replaced if it is invalid', z.date().catch(new Date(0))],
    ['made by a transform', z.string().transform((text) => new Date(text))],
    ['the output of a codec', z.codec(z.iso.datetime(), z.date(), { decode: (s) => new Date(s), encode: String })],
    ['not distinguished by zod', z.custom<Date>()],
  ])('a date that is %s can be sent or left out, and is accepted', (_, member) => {
    expect(() => defineTool({ ...about, inputSchema: z.object({ member }), handler })).not.toThrow();
  });

  test('members of an optional map, and a bigint that is coerced, can be left out or sent', () => {
    const schema = z.object({ m: z.map(z.string(), z.date()).optional(), n: z.coerce.bigint() });
    expect(() => defineTool({ ...about, inputSchema: schema, handler })).not.toThrow();
  });

  test.each<[object]>([
    [{}],
    [{ $ref: '#/$defs/a', $defs: { a: {} } }],
    [{ description: 'None' }],
    [{ definitions: {} }],
    [{ not: {} }],
    [{ examples: [{}] }],
    [{ default: {} }],
    [{ deprecated: true }],
    [{ 'x-a': 1 }],
    [{ 'x-a': {} }],
    [{ const: { a: 1 } }],
    [{ anyOf: [{}] }],
    [{ additionalProperties: text }],
    [{ properties: { _def: text, type: text } }],
    [{ properties: { a: true }, label: text }],
    [{ dependencies: { a: ['b'] } }],
    [{ type: 'object', nonsense: true }],
    [z.toJSONSchema(z.object({ a: z.string() }))],
    [{ type: 'object', properties: { a: z.toJSONSchema(z.string()) } }],
  ])('the JSON Schema %j is accepted', (schema) => {
    const { '~standard': _, ...shown } = schema as Record<string, unknown>;
    const tool = define({ ...about, inputSchema: schema, outputSchema: schema, handler });
    expect(tool).toMatchObject({ inputSchema: shown, outputSchema: shown });
    expect(() => create({ tools: [{ ...about, inputSchema: schema, handler }] })).not.toThrow();
  });

  test.each(notSchemas)(
    'createBridge() refuses %s as an inputSchema, and defineTool() as an outputSchema',
    (_, schema) => {
      const refused = expect.objectContaining({
        code: 'invalid_tool',
        message: 'This tool cannot be registered: "add" inputSchema needs defineTool().',
      });
      expect(() => create({ tools: [{ ...about, inputSchema: schema, handler }] })).toThrow(refused);
      const make = () => define({ ...about, inputSchema, outputSchema: schema, handler });
      expect(make).toThrow(new TypeError(`This outputSchema cannot be used: ${notSchema}`));
    },
  );

  test("ArkType's schema that parses a date is accepted", () => {
    expect(() => defineTool({ ...about, inputSchema: type({ at: 'string.date.iso.parse' }), handler })).not.toThrow();
  });
});

describe.each([
  ['5', jsonSchema5, zodSchema5],
  ['6', jsonSchema6, zodSchema6],
  ['7', jsonSchema, zodSchema],
] as unknown as [string, typeof jsonSchema, typeof zodSchema][])(
  'a schema of ai %s in defineTool()',
  (_, json, zod) => {
    const received = async (schema: unknown, input: unknown) => {
      const tool = define({ ...about, inputSchema: schema, handler: (value: unknown) => ({ value }) });
      const { output, error } = await create({ tools: [tool] }).execute({ id: 'c', name: 'add', input });
      return error?.message ?? output;
    };

    test('jsonSchema() is shown and checked as the JSON Schema that it holds', async () => {
      const schema = json(inputSchema);
      expect(define({ ...about, inputSchema: schema }).inputSchema).toEqual(inputSchema);
      expect(await received(schema, { a: 1 })).toEqual({ value: { a: 1 } });
      expect(await received(schema, { a: 'x' })).toBe('Invalid input for "add": a: must be number.');
    });

    test('the validate of jsonSchema() decides, and the handler receives its value', async () => {
      const validate = (value: unknown) =>
        (value as { a: number }).a > 0
          ? { success: true as const, value: { a: 'positive' } }
          : { success: false as const, error: new Error('a must be positive') };
      const schema = json(inputSchema, { validate });
      expect(await received(schema, { a: 1 })).toEqual({ value: { a: 'positive' } });
      expect(await received(schema, { a: -1 })).toBe('Invalid input for "add": a must be positive.');
    });

    test('zodSchema() is shown as the AI SDK shows it, and the handler receives the parsed value', async () => {
      const schema = zod(z.object({ a: z.number().default(7) }));
      expect(define({ ...about, inputSchema: schema }).inputSchema).toMatchObject({
        type: 'object',
        properties: { a: { type: 'number', default: 7 } },
      });
      expect(await received(schema, {})).toEqual({ value: { a: 7 } });
      expect(await received(schema, { a: 'x' })).toMatch(/^Invalid input for "add": a: /);
    });
  },
);

test.each<[string, unknown]>([
  ['null', null],
  ['one client tool', add],
  ['a bridge', createBridge()],
  ['an AI SDK tool set', { add: fromAISDK }],
])('createBridge({ tools }) with %s is a TypeError that says what to pass', (_, tools) => {
  expect(() => create({ tools })).toThrow(new TypeError(`tools must be an array of client tools; ${convert}.`));
});

test('createBridge({ tools }) and tools.add() with a Promise say that it must be awaited', () => {
  const promised = Promise.resolve([add]);
  expect(() => create({ tools: promised })).toThrow(
    new TypeError('tools must be an array of client tools, not a Promise: use await.'),
  );
  for (const addAll of [() => create({ tools: [promised] }), () => createBridge().tools.add(promised as never)])
    expect(addAll).toThrow('This tool cannot be registered: "undefined" is a Promise: use await.');
});

test.each<[string, unknown, string]>([
  ['a LangChain tool', fromLangChain, `"add" func is called handler here; ${convert}`],
  ['an AI SDK tool', fromAISDK, `"undefined" execute is called handler here; ${convert}`],
  [
    'a tool with execute',
    { ...about, inputSchema, execute: handler },
    `"add" execute is called handler here; ${convert}`,
  ],
  [
    'a tool with a schema of zod',
    { ...about, inputSchema: z.object({}), handler },
    '"add" inputSchema needs defineTool()',
  ],
  [
    'a tool with a schema of the AI SDK',
    { ...about, inputSchema: jsonSchema(inputSchema), handler },
    '"add" inputSchema needs defineTool()',
  ],
])('createBridge({ tools }) and tools.add() refuse %s among client tools, and name the mend', (_, tool, message) => {
  const starts = `This tool cannot be registered: ${message}`;
  const refused = expect.objectContaining({ code: 'invalid_tool', message: expect.stringContaining(starts) });
  expect(() => create({ tools: [tool] })).toThrow(refused);
  expect(() => createBridge().tools.add(tool as typeof add)).toThrow(refused);
});

test('a call of a destructive tool without approve is denied, and the message says where to pass it', async () => {
  const remove = defineTool({ ...about, name: 'rm', inputSchema, metadata: { operationType: 'destructive' }, handler });
  const message =
    '"rm" was not run: it needs approval, and no approve function is set. Pass approve to createBridge().';
  const { error } = await createBridge({ tools: [remove] }).execute({ id: 'c', name: 'rm', input: {} });
  expect(error).toEqual({ code: 'denied', message });
});
