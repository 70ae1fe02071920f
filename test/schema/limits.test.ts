import { checkDefinition, createBridge, type DefinitionLimits, type JSONSchema } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { expect, test } from 'vitest';

const errors = (inputSchema: JSONSchema) => checkDefinition({ name: 'find', description: 'Find', inputSchema }).errors;
const bytes = (schema: JSONSchema) => new TextEncoder().encode(JSON.stringify(schema)).length;
const limit = 256 * 1024;

test('the maximum of a schema is 256 KiB of JSON text', () => {
  const empty = bytes({ $comment: '' });
  expect(bytes({ $comment: 'a'.repeat(limit - empty) })).toBe(limit);
  expect(errors({ $comment: 'a'.repeat(limit - empty) })).toEqual([]);
  expect(errors({ $comment: 'a'.repeat(limit - empty + 1) })).toEqual([
    { path: 'inputSchema', message: 'has 262,145 bytes; the maximum is 262,144' },
  ]);
});

test.for<[string, JSONSchema]>([
  ['texts of many bytes', { $comment: '日'.repeat(limit / 3) }],
  ['characters that JSON escapes', { $comment: '\u0001'.repeat(limit / 6) }],
  ['long keys', { properties: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`${n}`.padStart(1000), {}])) }],
  ['numbers', { enum: Array.from({ length: 15_000 }, (_, n) => n + 1.2345678901234e-10 + 1e-300) }],
])('the size of a schema includes %s', ([, schema]) => {
  expect(bytes(schema)).toBeGreaterThan(limit);
  expect(errors(schema)).toMatchObject([
    { message: expect.stringMatching(/^has [\d,]+ bytes; the maximum is 262,144$/) },
  ]);
});

test('the maximum of a schema is 100 levels', () => {
  const levels = (count: number): JSONSchema => (count === 1 ? {} : { not: levels(count - 1) });
  expect(errors(levels(100))).toEqual([]);
  expect(errors(levels(101))).toMatchObject([{ message: 'has more than 100 levels' }]);
});

test('the maximum of a schema is 20,000 nodes', () => {
  const nodes = (count: number): JSONSchema => ({ enum: Array.from({ length: count - 2 }, () => 0) });
  expect(errors(nodes(20_000))).toEqual([]);
  expect(errors(nodes(20_001))).toMatchObject([{ message: 'has more than 20,000 nodes' }]);
});

test('registration visits a 2 kB definition whose $defs double once, without expanding it', () => {
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

test('a schema that contains itself, or that doubles by sharing objects, is refused', () => {
  const circular: Record<string, unknown> = { type: 'object' };
  circular.properties = { a: circular };
  expect(errors(circular)).toMatchObject([{ message: 'has more than 100 levels' }]);

  let doubling: JSONSchema = { type: 'string' };
  for (let n = 0; n < 40; n++) doubling = { properties: { a: doubling, b: doubling } };
  expect(errors(doubling)).toMatchObject([{ message: 'has more than 20,000 nodes' }]);
});

test('registration refuses a definition over a limit and names it', () => {
  const add = () =>
    createBridge({ tools: [{ name: 'huge', description: 'Huge', inputSchema: { $comment: 'a'.repeat(limit) } }] });
  expect(add).toThrow('"huge" inputSchema has 262,159 bytes; the maximum is 262,144');
});

test('the maximum of each description, also inside the schema, is 16,384 bytes', () => {
  const described = (description: string) => ({ properties: { x: { description }, description: { type: 'string' } } });
  expect(errors(described('ä'.repeat(8_192)))).toEqual([]);
  expect(errors(described('a'.repeat(17_212)))).toEqual([
    { path: 'inputSchema/properties/x/description', message: 'has 17,212 bytes; the maximum is 16,384' },
  ]);
});

const definition = (inputSchema: JSONSchema) => ({ name: 'find', description: 'Find', inputSchema });

test.for<[Partial<Record<keyof DefinitionLimits, number>>, JSONSchema, string]>([
  [{ schemaBytes: 10 }, { type: 'object' }, 'has 17 bytes; the maximum is 10'],
  [{ schemaLevels: 2 }, { properties: { a: {} } }, 'has more than 2 levels'],
  [{ schemaNodes: 2 }, { properties: { a: {} } }, 'has more than 2 nodes'],
  [{ descriptionBytes: 4 }, { description: 'ABCDE' }, 'has 5 bytes; the maximum is 4'],
])('with the limits %o a schema %o %s', ([limits, schema, message]) => {
  expect(checkDefinition(definition(schema)).errors).toEqual([]);
  expect(checkDefinition(definition(schema), limits).errors).toMatchObject([{ message }]);
  expect(() => createBridge({ tools: [definition(schema)], limits })).toThrow(message);
  expect(createBridge({ limits }).tools.limits).toMatchObject(limits);
});

test('a limit of Infinity refuses nothing', () => {
  const none = Number.POSITIVE_INFINITY;
  const limits = { schemaBytes: none, schemaLevels: none, schemaNodes: none, descriptionBytes: none };
  const levels = (count: number): JSONSchema => (count === 1 ? {} : { not: levels(count - 1) });
  const huge = { ...levels(500), description: 'a'.repeat(limit), enum: Array.from({ length: 30_000 }, () => 0) };
  expect(checkDefinition({ ...definition(huge), description: 'b'.repeat(limit) }, limits).errors).toEqual([]);
});

test.for<[object, string]>([
  [{ schemaBytes: -1 }, 'limits.schemaBytes must be a non-negative number, not -1.'],
  [{ schemaNodes: Number.NaN }, 'limits.schemaNodes must be a non-negative number, not NaN.'],
  [{ schemaLevels: '9' }, 'limits.schemaLevels must be a non-negative number, not 9.'],
  [{ schemaDepth: 9 }, '"schemaDepth" is not a limit. Known: schemaBytes, '],
])('the limits %o throw a TypeError that names the limit', ([limits, message]) => {
  expect(() => checkDefinition(definition({}), limits as DefinitionLimits)).toThrow(message);
  expect(() => createBridge({ limits: limits as DefinitionLimits })).toThrow(TypeError);
});

test('a limit that is undefined has its default', () => {
  expect(createBridge({ limits: { schemaBytes: undefined } }).tools.limits.schemaBytes).toBe(limit);
});

test('createToolsFromClient accepts limits with an array of tools and refuses them with a bridge', () => {
  const tool = { ...definition({ type: 'object' }), handler: () => 'ran' };
  const limits = { descriptionBytes: 3 };
  for (const make of [toLangChain, toAISDK]) {
    expect(() => make([tool], { limits })).toThrow('"find" description has 4 bytes; the maximum is 3');
    expect(() => make(createBridge({ tools: [tool] }), { limits })).toThrow('limits: this bridge has its own');
  }
});
