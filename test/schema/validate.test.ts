import { createBridge, defineTool, type JSONSchema } from 'toolferry';
import { expect, test } from 'vitest';
import { z } from 'zod';

/** The message that a model reads after calling a tool of this schema with this input. */
async function complaint(inputSchema: Parameters<typeof defineTool>[0]['inputSchema'], input: unknown) {
  const tool = defineTool({ name: 'find', description: 'Find', inputSchema, handler: () => 'ran' });
  const { error } = await createBridge({ tools: [tool] }).execute({ id: 'call_0', name: 'find', input });
  return error?.message.replace('Invalid input for "find": ', '');
}

const person = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1 },
    mode: { enum: ['read', 'write'] },
    version: { const: 2 },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['name'],
  additionalProperties: false,
} satisfies JSONSchema;

test('an error states the path and the problem, so that a model can correct its call', async () => {
  expect(await complaint(person, { name: 'a' })).toBeUndefined();
  expect(await complaint(person, {})).toBe('must have required properties name.');
  expect(await complaint(person, { name: 1 })).toBe('name: must be string.');
  expect(await complaint(person, { name: 'a', tags: ['b', 2] })).toBe('tags.1: must be string.');
});

test('errors of enum, const and closed objects list the valid values or the unknown properties', async () => {
  expect(await complaint(person, { name: 'a', mode: 'delete' })).toBe('mode: must be one of "read", "write".');
  expect(await complaint(person, { name: 'a', version: 1 })).toBe('version: must be 2.');
  expect(await complaint(person, { name: 'a', color: 1, size: 2 })).toBe('must not have the properties color, size.');
});

test('only the innermost errors are reported, not those of the branches around them', async () => {
  const schema = {
    type: 'object',
    properties: { at: { $ref: '#/$defs/point' } },
    $defs: { point: { allOf: [{ properties: { x: { type: 'number' } } }] } },
  };
  expect(await complaint(schema, { at: { x: 'far' } })).toBe('at.x: must be number.');
});

test('a branch that fails without an inner error is reported itself', async () => {
  const schema = { type: 'object', properties: { a: false, b: { oneOf: [{ type: 'number' }, { type: 'integer' }] } } };
  expect(await complaint(schema as JSONSchema, { a: 1 })).toMatch(/^a: /);
  expect(await complaint(schema as JSONSchema, { b: 1 })).toMatch(/^b: .*oneOf/);
});

test('at most five errors are reported, for JSON Schema and for zod', async () => {
  const keys = Array.from({ length: 9 }, (_, index) => `k${index}`);
  const input = Object.fromEntries(keys.map((key) => [key, 'text']));
  const properties = Object.fromEntries(keys.map((key) => [key, { type: 'number' }]));
  expect((await complaint({ type: 'object', properties }, input))?.split('; ')).toHaveLength(5);
  const shape = Object.fromEntries(keys.map((key) => [key, z.number()]));
  expect((await complaint(z.object(shape), input))?.split('; ')).toHaveLength(5);
});

test('a long list of allowed values is cut in the message', async () => {
  const countries = Array.from({ length: 500 }, (_, index) => `country ${index}`);
  const schema = { type: 'object', properties: { country: { enum: countries } } };
  const message = await complaint(schema, { country: 'nowhere' });
  expect(message).toContain('"country 0"');
  expect(message?.length).toBeLessThan(1000);
});

test('a long key is cut in the path of an error', async () => {
  const message = await complaint(
    { type: 'object', additionalProperties: { type: 'string' } },
    { ['k'.repeat(1e6)]: 1 },
  );
  expect(message).toMatch(/^k{500} …: must be string\.$/);
});

test('the path of an error shows keys with ~ and / unescaped', async () => {
  const schema = { type: 'object', properties: { 'a/b~c': { type: 'string' } } };
  expect(await complaint(schema, { 'a/b~c': 1 })).toBe('a/b~c: must be string.');
});

test('a oneOf accepts an input that matches exactly one branch', async () => {
  const schema = {
    type: 'object',
    oneOf: [
      { properties: { id: { type: 'string' } }, required: ['id'], additionalProperties: false },
      { properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false },
    ],
  };
  expect(await complaint(schema, { id: 'a' })).toBeUndefined();
  expect(await complaint(schema, { name: 'a' })).toBeUndefined();
  expect(await complaint(schema, { id: 'a', name: 'a' })).toBeDefined();
  expect(await complaint(schema, {})).toBeDefined();
});

test('a closed object accepts exactly the keys of its schema, including those with special characters', async () => {
  for (const name of ['a.b', 'a|b', '^a$', '$ref', 'größe', 'constructor']) {
    const schema = { type: 'object', properties: { [name]: { type: 'number' } }, additionalProperties: false };
    expect(await complaint(schema, {})).toBeUndefined();
    expect(await complaint(schema, { [name]: 1 })).toBeUndefined();
    expect(await complaint(schema, { [name]: 'text' })).toBe(`${name}: must be number.`);
    expect(await complaint(schema, { [`${name}b`]: 1 })).toBe(`must not have the properties ${name}b.`);
  }
  const empty = { type: 'object', properties: {}, additionalProperties: false };
  expect(await complaint(empty, {})).toBeUndefined();
  expect(await complaint(empty, { a: 1 })).toBe('must not have the properties a.');
  const full = { ...empty, properties: { a: {}, b: {} }, required: ['a', 'b'] };
  expect(await complaint(full, { a: 1, b: 2 })).toBeUndefined();
  expect(await complaint(full, { a: 1, b: 2, c: 3 })).toBe('must not have the properties c.');
});

test('a closed object also satisfies patternProperties, propertyNames and references of its schema', async () => {
  const closed = { type: 'object', properties: { a: {}, next: { $ref: '#' } }, additionalProperties: false };
  expect(await complaint(closed, { a: 1, next: { a: 1 } })).toBeUndefined();
  expect(await complaint(closed, { next: { b: 1 } })).toBe('next: must not have the properties b.');
  const withPattern = { ...closed, patternProperties: { '^x-': { type: 'number' } } };
  expect(await complaint(withPattern, { a: 1, 'x-b': 1 })).toBeUndefined();
  expect(await complaint(withPattern, { b: 1 })).toBe('must not have the properties b.');
  const withShortNames = { ...closed, propertyNames: { maxLength: 2 } };
  expect(await complaint(withShortNames, { a: 1 })).toBeUndefined();
  expect(await complaint(withShortNames, { next: {} })).toBeDefined();
  expect(await complaint(withShortNames, { b: 1 })).toBe('must not have the properties b.');
});

test('a validator that throws, rejects or returns an invalid result refuses the call', async () => {
  const standard = (validate: (value: unknown) => never) => ({
    '~standard': { version: 1, vendor: 'own', validate, jsonSchema: { input: () => ({ type: 'object' }) } },
  });
  const answers: ((value: unknown) => unknown)[] = [
    () => {
      throw new Error('broken\n    at check (/somewhere/rules.ts:1:2)');
    },
    async () => Promise.reject('broken'),
    () => undefined,
    () => null,
    () => 'fine',
    () => ({}),
    () => ({ issues: 'many' }),
    () => ({ issues: [null] }),
    () => ({ issues: [{ message: 'bad', path: 'a.b' }] }),
  ];
  for (const validate of answers) {
    const tool = defineTool({
      name: 't',
      description: 'T',
      inputSchema: standard(validate as never),
      handler: () => 'ran',
    });
    const result = await createBridge({ tools: [tool] }).execute({ id: '1', name: 't', input: {} });
    expect(result.error?.code).toBe('invalid_input');
    expect(result.error?.message).not.toContain('somewhere');
  }
});
