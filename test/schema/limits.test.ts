import { checkDefinition, createBridge, type JSONSchema } from 'toolferry';
import { expect, test } from 'vitest';

const refused = (inputSchema: JSONSchema) =>
  checkDefinition({ name: 'find', description: 'Find', inputSchema }).refused;
const bytes = (schema: JSONSchema) => new TextEncoder().encode(JSON.stringify(schema)).length;
const limit = 256 * 1024;

test('256 KiB of JSON text is allowed and one byte more is not', () => {
  const empty = bytes({ description: '' });
  expect(bytes({ description: 'a'.repeat(limit - empty) })).toBe(limit);
  expect(refused({ description: 'a'.repeat(limit - empty) })).toEqual([]);
  expect(refused({ description: 'a'.repeat(limit - empty + 1) })).toEqual([
    { path: 'inputSchema', message: 'is larger than 256 KiB' },
  ]);
});

test.for<[string, JSONSchema]>([
  ['texts of many bytes', { description: '日'.repeat(limit / 3) }],
  ['characters that JSON escapes', { description: '\u0001'.repeat(limit / 6) }],
  ['long keys', { properties: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`${n}`.padStart(1000), {}])) }],
  ['numbers', { enum: Array.from({ length: 15_000 }, (_, n) => n + 1.2345678901234e-10 + 1e-300) }],
])('the size counts %s', ([, schema]) => {
  expect(bytes(schema)).toBeGreaterThan(limit);
  expect(refused(schema)).toMatchObject([{ message: 'is larger than 256 KiB' }]);
});

test('100 levels are allowed and 101 are not', () => {
  const levels = (count: number): JSONSchema => (count === 1 ? {} : { not: levels(count - 1) });
  expect(refused(levels(100))).toEqual([]);
  expect(refused(levels(101))).toMatchObject([{ message: 'has more than 100 levels' }]);
});

test('20,000 nodes are allowed and one more is not', () => {
  const nodes = (count: number): JSONSchema => ({ enum: Array.from({ length: count - 2 }, () => 0) });
  expect(refused(nodes(20_000))).toEqual([]);
  expect(refused(nodes(20_001))).toMatchObject([{ message: 'has more than 20000 nodes' }]);
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
  expect(refused(schema)).toEqual([]);
});

test('a schema that contains itself, or doubles by sharing objects, is refused', () => {
  const circular: Record<string, unknown> = { type: 'object' };
  circular.properties = { a: circular };
  expect(refused(circular)).toMatchObject([{ message: 'has more than 100 levels' }]);

  let doubling: JSONSchema = { type: 'string' };
  for (let n = 0; n < 40; n++) doubling = { properties: { a: doubling, b: doubling } };
  expect(refused(doubling)).toMatchObject([{ message: 'has more than 20000 nodes' }]);
});

test('a definition over a limit is refused at registration, by name', () => {
  const add = () =>
    createBridge({ tools: [{ name: 'huge', description: 'Huge', inputSchema: { description: 'a'.repeat(limit) } }] });
  expect(add).toThrow('"huge" inputSchema is larger than 256 KiB');
});
