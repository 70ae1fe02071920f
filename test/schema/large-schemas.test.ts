/** Schemas and inputs of honest authors that are larger than most: right, and in a number of steps that grows with their size. */
import { createBridge, type JSONSchema } from 'toolferry';
import { expect, test } from 'vitest';
import { localCheck } from '../../src/schema/validate.js';

const count = 6_000;
const names = Array.from({ length: count }, (_, n) => `member${n}`);
const each = <Value>(value: (name: string, n: number) => Value): { [name: string]: Value } =>
  Object.fromEntries(names.map((name, n) => [name, value(name, n)]));

test.for<[what: string, schema: JSONSchema, valid: unknown, invalid: unknown]>([
  ['values of enum', { enum: names }, 'member5999', 'member6000'],
  ['objects in enum', { enum: names.map((name) => ({ name })) }, { name: 'member5999' }, { name: 'member6000' }],
  ['branches of anyOf', { anyOf: names.map((name) => ({ const: name })) }, 'member5999', 'member6000'],
  ['branches of oneOf', { oneOf: names.map((name) => ({ const: name })) }, 'member5999', 'member6000'],
  ['parts of allOf', { allOf: names.map((_, n) => ({ maximum: 10_000 - n })) }, 4_001, 4_002],
  ['properties', { properties: each(() => ({ type: 'number' })) }, { member5999: 1 }, { member5999: 'one' }],
  [
    'properties of a closed object',
    { properties: each(() => ({})), additionalProperties: false },
    each((_, n) => n),
    { member6000: 1 },
  ],
  ['required members', { required: names }, each(() => 1), { ...each(() => 1), member5999: undefined }],
  ['prefixItems', { prefixItems: names.map((name) => ({ const: name })) }, names, [...names.slice(0, -1), 'other']],
  ['$defs', { $defs: each(() => ({ type: 'number' })), $ref: '#/$defs/member5999' }, 1, 'one'],
])('a schema with 6,000 %s decides', ([, schema, valid, invalid]) => {
  const check = localCheck(schema);
  expect(check(valid)).toEqual({ value: valid });
  const { issues = [] } = check(JSON.parse(JSON.stringify(invalid)));
  expect(issues.length).toBeGreaterThanOrEqual(1);
  expect(issues.length).toBeLessThanOrEqual(20);
});

test('a tool with 6,000 members in each of its keywords is registered and called', async () => {
  const inputSchema = { type: 'object', properties: { name: { enum: names }, value: { anyOf: [{ enum: names }] } } };
  const tool = { name: 'pick', description: 'Pick', inputSchema, handler: ({ name }: { name: string }) => name };
  const bridge = createBridge({ tools: [tool as never] });
  const call = (input: object) => bridge.execute({ id: 'call_1', name: 'pick', input });
  expect((await call({ name: 'member1', value: 'member2' })).output).toBe('member1');
  expect((await call({ name: 'other' })).error?.message.length).toBeLessThan(1_000);
});

test('uniqueItems finds the duplicate among 40,000 items, and lists it once', () => {
  const check = localCheck({ properties: { p: { uniqueItems: true } } });
  const different = Array.from({ length: 40_000 }, (_, n) => ({ n }));
  expect(check({ p: different }).issues).toBeUndefined();
  expect(check({ p: Array(40_000).fill(1) }).issues).toEqual([
    { message: 'must not have duplicate items: item 1 is one', path: ['p'] },
  ]);
  expect(check({ p: [...different, { n: 39_999 }] }).issues).toHaveLength(1);
});

test('an array of 100,000 wrong items has a short list of issues', () => {
  const { issues } = localCheck({ items: { type: 'string' } })(Array(100_000).fill(0));
  expect(issues?.length).toBeLessThanOrEqual(20);
  expect(issues?.[0]).toEqual({ message: 'must be string', path: [0] });
});

test('three levels of contains over 100 items each are followed to the end', () => {
  const inner = { type: 'array', contains: { type: 'array', contains: { const: 1 } } } as const;
  const check = localCheck({ type: 'array', contains: inner });
  const cube = (last: number) => Array(100).fill(Array(100).fill(Array(100).fill(last)));
  expect(check(cube(1)).issues).toBeUndefined();
  expect(check(cube(0)).issues).toEqual([{ message: 'must contain at least 1 valid item', path: [] }]);
});

test.for(['toString', 'valueOf', 'hasOwnProperty', 'constructor'])(
  'a property with the name %s is the one that an input has, not the one of every object',
  (name) => {
    const optional = localCheck({ properties: { [name]: { type: 'string' } }, additionalProperties: false });
    expect(optional({}).issues).toBeUndefined();
    expect(optional({ [name]: 'text' }).issues).toBeUndefined();
    expect(optional({ [name]: 1 }).issues).toHaveLength(1);
    const required = localCheck({ properties: { a: { required: [name] } } });
    expect(required({ a: {} }).issues).toEqual([{ message: `must have required properties ${name}`, path: ['a'] }]);
    expect(required({ a: { [name]: 1 } }).issues).toBeUndefined();
  },
);
