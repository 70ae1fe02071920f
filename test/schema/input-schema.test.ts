import { createBridge, defineTool, type JSONSchema } from 'toolferry';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';
import { z as z4inside3 } from 'zod3/v4';

const define = (inputSchema: unknown) => () =>
  defineTool({ name: 'tool', description: 'A tool', inputSchema: inputSchema as JSONSchema });

test('defineTool throws for a zod 3 schema and names zod3()', () => {
  expect(define(z3.object({ a: z3.string() }))).toThrow(TypeError);
  expect(define(z3.object({ a: z3.string() }))).toThrow(/zod 3.*toolferry\/zod3/);
});

test('defineTool throws for a zod 4 schema without a JSON Schema and names z.toJSONSchema()', () => {
  expect(define(z4inside3.object({ a: z4inside3.string() }))).toThrow(TypeError);
  expect(define(z4inside3.object({ a: z4inside3.string() }))).toThrow(/zod >= 4\.2.*z\.toJSONSchema/);
});

test('defineTool throws for an unwrapped valibot schema and names its wrapper', () => {
  expect(define(v.object({ a: v.string() }))).toThrow(TypeError);
  expect(define(v.object({ a: v.string() }))).toThrow(/toStandardJsonSchema/);
});

test.for([
  ['undefined', undefined],
  ['null', null],
  ['a string', 'object'],
  ['a number', 1],
  ['a boolean', true],
  ['an array', []],
  ['a function', () => ({})],
])('defineTool throws for an inputSchema that is %s', ([, nonsense]) => {
  expect(define(nonsense)).toThrow(TypeError);
  expect(define(nonsense)).toThrow(/pass a JSON Schema object/);
});

test('the validate method of a Standard Schema is called with its own `this`', async () => {
  const standard = {
    version: 1,
    vendor: 'own',
    minimum: 3,
    validate(value: unknown) {
      return (value as { size: number }).size >= this.minimum ? { value } : { issues: [{ message: 'too small' }] };
    },
    jsonSchema: { input: () => ({ type: 'object' }) },
  };
  const tool = defineTool({
    name: 't',
    description: 'T',
    inputSchema: { '~standard': standard },
    handler: () => 'ran',
  });
  const bridge = createBridge({ tools: [tool] });
  expect((await bridge.execute({ id: '1', name: 't', input: { size: 3 } })).output).toBe('ran');
  expect((await bridge.execute({ id: '2', name: 't', input: { size: 2 } })).error?.message).toContain('too small');
});

test('a schema object is never mutated, and a frozen one can be used', async () => {
  const schema = deepFreeze({
    type: 'object',
    properties: { path: { type: 'string', pattern: '^/' }, node: { $ref: '#/$defs/node' } },
    required: ['path'],
    $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
  });
  const before = JSON.stringify(schema);
  const bridge = createBridge({
    tools: [defineTool({ name: 'open', description: 'Open', inputSchema: schema, handler: () => 'ran' })],
  });
  expect(bridge.tools.get('open')?.inputSchema).toBe(schema);
  expect((await bridge.execute({ id: '1', name: 'open', input: { path: '/a', node: { next: {} } } })).output).toBe(
    'ran',
  );
  expect((await bridge.execute({ id: '2', name: 'open', input: { path: 'a' } })).error?.code).toBe('invalid_input');
  expect(JSON.stringify(schema)).toBe(before);
});

test('frozen output of z.toJSONSchema() can be used', () => {
  const schema = deepFreeze(z.toJSONSchema(z.object({ a: z.string() })));
  expect(define(schema)).not.toThrow();
});

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
