import { createBridge, defineTool, type JSONSchema } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { readLocalSchema } from '../../src/schema/validate.js';

const validator = vi.hoisted(() => ({ loaded: 0 }));
vi.mock('typebox/schema', (load) => {
  validator.loaded += 1;
  return load();
});

/** Imported later: it loads typebox. */
async function compile(schema: JSONSchema) {
  const { compileCheck } = await import('../../src/schema/compiled-check.js');
  return compileCheck(schema, readLocalSchema(schema));
}

test('a schema is compiled in the background once it has been checked a hundred times; every answer stays the same', async () => {
  const inputSchema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } as const;
  const count = defineTool({ name: 'count', description: 'Count', inputSchema, handler: ({ n }) => n });
  const bridge = createBridge({ tools: [count] });
  const call = (n: unknown) => bridge.execute({ id: 'call_1', name: 'count', input: { n } });
  const answers = async () => [(await call(1)).output, (await call('one')).error?.message];

  const first = await answers();
  expect(first).toEqual([1, 'Invalid input for "count": n: must be number.']);
  for (let checks = 2; checks < 99; checks += 1) await call(1);
  expect(validator.loaded).toBe(0);
  await call(1);
  await call(1);
  await expect.poll(() => validator.loaded).toBe(1);
  for (let checks = 0; checks < 10; checks += 1) expect(await answers()).toEqual(first);
});

test('a compiled check is a quick yes for valid inputs, and for nothing else', async () => {
  const compiled = await compile({
    type: 'object',
    properties: { path: { type: 'string', minLength: 1 }, mode: { enum: ['r', 'w'] } },
    additionalProperties: false,
  });
  expect(compiled?.Check({ path: 'a', mode: 'r' })).toBe(true);
  expect(compiled?.Check({ path: '' })).toBe(false);
  expect(compiled?.Check({ other: 1 })).toBe(false);
});

test.for<[what: string, schema: JSONSchema]>([
  ['a name of Object.prototype', { properties: { toString: { type: 'string' } } }],
  ['a required name of Object.prototype', { required: ['valueOf'] }],
  ['an array as an allowed value', { properties: { a: { const: [] } } }],
  ['an object among allowed values', { properties: { a: { enum: [1, { b: 1 }] } } }],
  ['uniqueItems', { properties: { a: { uniqueItems: true } } }],
  ['unevaluatedProperties', { unevaluatedProperties: false }],
  ['a reference', { properties: { a: { $ref: '#' } } }],
  ['a part that was not understood', { properties: { a: { type: 'dict' } } }],
  ['a pattern that is legal without the u flag only', { properties: { a: { pattern: '\\-' } } }],
  ['more than 1,000 members', { enum: Array.from({ length: 1_001 }, (_, n) => n) }],
])('a schema with %s is not compiled', async ([, schema]) => {
  expect(await compile(schema)).toBeUndefined();
});
