/** What the reader of schemas once got wrong, or might: by the verdict of the specification, and by counted steps. */
import { checkDefinition, type JSONSchema } from 'toolferry';
import { describe, expect, test } from 'vitest';
import { readUntrustedSchema } from '../../src/schema/untrusted-schema.js';
import { readLocalSchema } from '../../src/schema/validate.js';

const local = (schema: JSONSchema, value: unknown) => readLocalSchema(schema).check(value);
const accepts = (schema: JSONSchema, value: unknown) => local(schema, value).issues === undefined;
const errors = (inputSchema: JSONSchema) => checkDefinition({ name: 'a', description: 'A', inputSchema }).errors;

describe('work that an untrusted schema may cause', () => {
  test('allowed values that take too much work are read, and what follows is unchecked', () => {
    const work = { left: 150_000 };
    const large = { enum: [{ a: 'x'.repeat(500_000) }], type: 'object' };
    const read = readUntrustedSchema({ properties: { a: large, b: { type: 'string' } } }, work);
    expect(read.unchecked.length).toBeGreaterThan(0);
    expect(read.check({ b: 1 }).issues).toBeUndefined();
    expect(work.left).toBeLessThan(100_000);
  });

  const base = {
    d0: { allOf: Array(32).fill({ $ref: '#/$defs/d1' }) },
    d1: { allOf: Array(32).fill({ $ref: '#/$defs/d2' }) },
  };
  test.for<[what: string, leaf: JSONSchema, value: object]>([
    ['dependentRequired', { dependentRequired: { a: Array(18_000).fill('a') } }, { a: 1 }],
    ['maxProperties', { maxProperties: 5_000 }, Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [n, n]))],
    ['properties', { properties: { '0': false } }, Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [n, n]))],
  ])('the steps of %s are counted', ([, leaf, value]) => {
    const schema = { $ref: '#/$defs/d0', $defs: { ...base, d2: { allOf: Array(32).fill(leaf) } } };
    const { issues } = readUntrustedSchema(schema).check(value);
    expect(issues).toBeDefined();
  });

  test('a failing anyOf with 1,900 branches has a short list of issues', () => {
    const branch = (n: number) => ({ minimum: n + 10, maximum: -n - 1, multipleOf: 1_000 + n });
    const schema = { items: { anyOf: Array.from({ length: 1_900 }, (_, n) => branch(n)) } };
    expect(readUntrustedSchema(schema).check([5, 5, 5]).issues?.length).toBeLessThanOrEqual(20);
  });
});

test('issues are listed once, and at most twenty', () => {
  const either = { anyOf: [{ type: 'string' }, { type: 'number' }] };
  expect(local({ items: either }, Array(1_000).fill(true)).issues).toHaveLength(20);
  expect(local({ allOf: [either, either] }, true).issues).toEqual([
    { message: 'must be string', path: [] },
    { message: 'must be number', path: [] },
  ]);
});

test('a local check of many items by many branches is not too much', () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => ({ const: n }));
  expect(
    accepts(
      { items: { anyOf: ids } },
      Array.from({ length: 1_000 }, (_, n) => n),
    ),
  ).toBe(true);
});

test('a tree of 400 levels is checked in the first call', () => {
  const schema = { anyOf: [{ type: 'string' }, { type: 'object', properties: { k: { $ref: '#' } }, required: ['k'] }] };
  let tree: unknown = 'leaf';
  for (let level = 0; level < 400; level++) tree = { k: tree };
  expect(accepts(schema, tree)).toBe(true);
});

test.for([
  [10, 1e23, true],
  [100, 1e25, true],
  [0.01, 0.07, true],
  [0.0001, 0.00751, false],
  [1e-8, 12391239123, true],
  [0.5, 1e308, true],
] as const)('multipleOf %d decides about %d by its decimals', ([divisor, value, isMultiple]) => {
  expect(accepts({ multipleOf: divisor }, value)).toBe(isMultiple);
});

test('an escaped backslash before a letter is no escape of that letter', () => {
  for (const pattern of ['^C:\\\\path\\-x$', '^[\\w-.]+\\\\package$'])
    expect(errors({ type: 'object', properties: { a: { type: 'string', pattern } } })).toEqual([]);
  expect(accepts({ pattern: '^C:\\\\path\\-x$' }, 'C:\\path-x')).toBe(true);
});

test.for<[what: string, schema: JSONSchema]>([
  [
    'an $id next to a $ref of draft 7',
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { x: { $id: 'http://y.example/', $ref: '#/definitions/a' } },
      definitions: { a: { type: 'string' } },
    },
  ],
  [
    'an id of draft 4',
    {
      $schema: 'http://json-schema.org/draft-04/schema#',
      id: 'http://x.example/root.json',
      properties: { x: { $ref: 'a.json' } },
      definitions: { a: { id: 'a.json', type: 'string' } },
    },
  ],
])('%s is read at registration as it is at the call', ([, schema]) => {
  expect(errors(schema)).toEqual([]);
  expect(accepts(schema, { x: 'text' })).toBe(true);
  expect(accepts(schema, { x: 1 })).toBe(false);
});

test('allowed values that are not JSON are described', () => {
  expect(local({ enum: [undefined, 'x'] } as JSONSchema, 1).issues?.[0]?.message).toBe('must be one of undefined, "x"');
  expect(local({ enum: [1n, 2n] } as JSONSchema, 1).issues?.[0]?.message).toBe('must be one of 1, 2');
});

test('unchecked parts are listed up to a hundred, with short paths', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 500 }, (_, n) => [`${'long'.repeat(1_000)}${n}`, { type: 'x' }]),
  );
  const { unchecked } = readUntrustedSchema({ properties });
  expect(unchecked).toHaveLength(100);
  expect(JSON.stringify(unchecked).length).toBeLessThan(200_000);
});

test('an empty anyOf or oneOf decides nothing', () => {
  expect(accepts({ anyOf: [] }, 1)).toBe(true);
  expect(accepts({ oneOf: [] }, 1)).toBe(true);
});
