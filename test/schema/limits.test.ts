import { checkDefinition, createBridge, type DefinitionLimits, type JSONSchema } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { expect, test } from 'vitest';

const errors = (inputSchema: JSONSchema) => checkDefinition({ name: 'find', description: 'Find', inputSchema }).errors;
const bytes = (schema: JSONSchema) => new TextEncoder().encode(JSON.stringify(schema)).length;
const limit = 256 * 1024;

test('256 KiB of JSON text is allowed and one byte more is not', () => {
  const empty = bytes({ $comment: '' });
  expect(bytes({ $comment: 'a'.repeat(limit - empty) })).toBe(limit);
  expect(errors({ $comment: 'a'.repeat(limit - empty) })).toEqual([]);
  expect(errors({ $comment: 'a'.repeat(limit - empty + 1) })).toEqual([
    { path: 'inputSchema', message: 'has 262,145 bytes; at most 262,144' },
  ]);
});

test.for<[string, JSONSchema]>([
  ['texts of many bytes', { $comment: '日'.repeat(limit / 3) }],
  ['characters that JSON escapes', { $comment: '\u0001'.repeat(limit / 6) }],
  ['long keys', { properties: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`${n}`.padStart(1000), {}])) }],
  ['numbers', { enum: Array.from({ length: 15_000 }, (_, n) => n + 1.2345678901234e-10 + 1e-300) }],
])('the size counts %s', ([, schema]) => {
  expect(bytes(schema)).toBeGreaterThan(limit);
  expect(errors(schema)).toMatchObject([{ message: expect.stringMatching(/^has [\d,]+ bytes; at most 262,144$/) }]);
});

test('100 levels are allowed and 101 are not', () => {
  const levels = (count: number): JSONSchema => (count === 1 ? {} : { not: levels(count - 1) });
  expect(errors(levels(100))).toEqual([]);
  expect(errors(levels(101))).toMatchObject([{ message: 'has more than 100 levels' }]);
});

test('20,000 nodes are allowed and one more is not', () => {
  const nodes = (count: number): JSONSchema => ({ enum: Array.from({ length: count - 2 }, () => 0) });
  expect(errors(nodes(20_000))).toEqual([]);
  expect(errors(nodes(20_001))).toMatchObject([{ message: 'has more than 20,000 nodes' }]);
});

test('a 2 kB definition whose $defs double is looked at once, not expanded', () => {
  const depth = 40;
  const doubling = Object.fromEntries(
    Array.from({ length: depth }, (_, n) => [
      `d${n}`,
      { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] },
    ]),
  );
  const schema = {
    properties: { a: { $ref: '#/$defs/d0' } },
    $defs: { ...doubling, [`d${depth}`]: { type: 'string' } },
  };
  // Expanded it would have 2 ** 40 nodes: the test would never end.
  expect(errors(schema)).toEqual([]);
});

test('a schema that contains itself, or doubles by sharing objects, is refused', () => {
  const circular: Record<string, unknown> = { type: 'object' };
  circular.properties = { a: circular };
  expect(errors(circular)).toMatchObject([{ message: 'has more than 100 levels' }]);

  let doubling: JSONSchema = { type: 'string' };
  for (let n = 0; n < 40; n++) doubling = { properties: { a: doubling, b: doubling } };
  expect(errors(doubling)).toMatchObject([{ message: 'has more than 20,000 nodes' }]);
});

test('a definition over a limit is refused at registration, by name', () => {
  const add = () =>
    createBridge({ tools: [{ name: 'huge', description: 'Huge', inputSchema: { $comment: 'a'.repeat(limit) } }] });
  expect(add).toThrow('"huge" inputSchema has 262,159 bytes; at most 262,144');
});

test('each description may have 16,384 bytes, also inside the schema', () => {
  const described = (description: string) => ({ properties: { x: { description }, description: { type: 'string' } } });
  expect(errors(described('ä'.repeat(8_192)))).toEqual([]);
  expect(errors(described('a'.repeat(17_212)))).toEqual([
    { path: 'inputSchema/properties/x/description', message: 'has 17,212 bytes; at most 16,384' },
  ]);
});

const definition = (inputSchema: JSONSchema) => ({ name: 'find', description: 'Find', inputSchema });

test.for<[Partial<Record<keyof DefinitionLimits, number>>, JSONSchema, string]>([
  [{ schemaBytes: 10 }, { type: 'object' }, 'has 17 bytes; at most 10'],
  [{ schemaLevels: 2 }, { properties: { a: {} } }, 'has more than 2 levels'],
  [{ schemaNodes: 2 }, { properties: { a: {} } }, 'has more than 2 nodes'],
  [{ descriptionBytes: 4 }, { description: 'ABCDE' }, 'has 5 bytes; at most 4'],
])('with the limits %o a schema %o %s', ([limits, schema, message]) => {
  expect(checkDefinition(definition(schema)).errors).toEqual([]);
  expect(checkDefinition(definition(schema), limits).errors).toMatchObject([{ message }]);
  expect(() => createBridge({ tools: [definition(schema)], limits })).toThrow(message);
  expect(createBridge({ limits }).tools.limits).toMatchObject(limits);
});

test('Infinity is no limit', () => {
  const none = Number.POSITIVE_INFINITY;
  const limits = { schemaBytes: none, schemaLevels: none, schemaNodes: none, descriptionBytes: none };
  const levels = (count: number): JSONSchema => (count === 1 ? {} : { not: levels(count - 1) });
  const huge = { ...levels(500), description: 'a'.repeat(limit), enum: Array.from({ length: 30_000 }, () => 0) };
  expect(checkDefinition({ ...definition(huge), description: 'b'.repeat(limit) }, limits).errors).toEqual([]);
});

test.for([{ schemaBytes: -1 }, { schemaNodes: Number.NaN }, { schemaLevels: '9' }, { schemaDepth: 9 }])(
  'the limits %o are a TypeError that names the limit',
  (limits) => {
    const message = `limits.${Object.keys(limits)[0]}: ${Object.values(limits)[0]} is no limit; there are schemaBytes,`;
    expect(() => checkDefinition(definition({}), limits as DefinitionLimits)).toThrow(new RegExp(`^${message}`));
    expect(() => createBridge({ limits: limits as DefinitionLimits })).toThrow(TypeError);
  },
);

test('a limit that is undefined is the default', () => {
  expect(createBridge({ limits: { schemaBytes: undefined } }).tools.limits.schemaBytes).toBe(limit);
});

test('an array of tools for a framework takes limits too; a bridge has its own', () => {
  const tool = { ...definition({ type: 'object' }), handler: () => 'ran' };
  const limits = { descriptionBytes: 3 };
  for (const make of [toLangChain, toAISDK]) {
    expect(() => make([tool], { limits })).toThrow('"find" description has 4 bytes; at most 3');
    expect(() => make(createBridge({ tools: [tool] }), { limits })).toThrow('limits: this bridge has its own');
  }
});
