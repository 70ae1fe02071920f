import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type JSONSchema7, jsonSchema, type Tool, tool } from 'ai';
import { type } from 'arktype';
import { createBridge, type ToolDefinition } from 'toolferry';
import { fromAISDKTool } from 'toolferry/ai-sdk';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { z as z3 } from 'zod3';
import { z as z40 } from 'zod3/v4';

const literal: JSONSchema7 = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
const atLeastOne = (value: unknown) => {
  const { n } = value as { n?: unknown };
  return typeof n === 'number' && n >= 1
    ? { success: true as const, value: { n: n + 1 } }
    : { success: false as const, error: new Error('n must be at least 1\n    at validate (/somewhere/schema.ts:1:2)') };
};

/** Every kind of schema, the output for `{ n: 1, more: true }`, and the error message for `{ n: 'x' }`. */
const kinds: readonly (readonly [string, unknown, unknown, RegExp])[] = [
  ['zod 4', z.object({ n: z.number().transform((n) => n + 1) }), { n: 2 }, /^n: .*expected number/],
  ['zod 4 mini', mini.object({ n: mini.number() }), { n: 1 }, /^n: /],
  ['zod 4.0', z40.object({ n: z40.number().default(1) }), { n: 1 }, /^n: .*expected number/],
  ['zod 3', z3.object({ n: z3.number().transform((n) => n + 1) }), { n: 2 }, /^n: Expected number/],
  ['ArkType', type({ n: 'number', '+': 'delete' }), { n: 1 }, /^n: n must be a number/],
  ['valibot', toStandardJsonSchema(v.object({ n: v.number() })), { n: 1 }, /^n: .*number/],
  ['jsonSchema()', jsonSchema(literal), { n: 1, more: true }, /^n: must be number/],
  ['jsonSchema() with validate', jsonSchema(literal, { validate: atLeastOne }), { n: 2 }, /^n must be at least 1$/],
  [
    'jsonSchema() with asynchronous validate',
    jsonSchema(literal, { validate: async (value) => atLeastOne(value) }),
    { n: 2 },
    /^n must be at least 1$/,
  ],
  [
    'a promised jsonSchema()',
    jsonSchema(Promise.resolve(literal) as never),
    { n: 1, more: true },
    /^n: must be number/,
  ],
  ['a lazy jsonSchema()', () => jsonSchema(literal), { n: 1, more: true }, /^n: must be number/],
  ['plain JSON Schema', literal, { n: 1, more: true }, /^n: must be number/],
];

const convert = (inputSchema: unknown) =>
  fromAISDKTool('t', { description: 'T', inputSchema, execute: (input: unknown) => input } as Tool);

test.each(kinds)(
  '%s is shown as JSON Schema, and the author’s validator decides',
  async (_, schema, parsed, problem) => {
    const converted = await convert(schema);
    expect(converted.inputSchema).toMatchObject({ type: 'object', properties: { n: {} } });
    const bridge = createBridge({ tools: [converted] });
    const call = (input: unknown) => bridge.execute({ id: 'c', name: 't', input });
    expect((await call({ n: 1, more: true })).output).toEqual(parsed);
    const { error } = await call({ n: 'x' });
    expect(error?.code).toBe('invalid_input');
    expect(error?.message.replace(/^Invalid input for "t": (.*)\.$/, '$1')).toMatch(problem);
  },
);

test('keys that zod strips are allowed by the shown schema (503 of 57,585 real inputs have some)', async () => {
  const stripping = await convert(z.object({ n: z.number() }));
  expect(stripping.inputSchema).not.toHaveProperty('additionalProperties');
  const strict = await convert(z.strictObject({ n: z.number() }));
  expect(strict.inputSchema).toHaveProperty('additionalProperties', false);
});

test.each([
  ['zod’s error', z.object({ n: z.number() }).safeParse({}).error],
  ['issues', [{ message: 'Invalid input: expected number, received undefined', path: ['n'] }]],
])('a validator’s error may have %s as its cause', async (_, cause) => {
  const validate = () => ({ success: false as const, error: new Error('Type validation failed', { cause }) });
  const tools = [await convert(jsonSchema(literal, { validate }))];
  const { error } = await createBridge({ tools }).execute({ id: 'c', name: 't', input: {} });
  expect(error?.message).toBe('Invalid input for "t": n: Invalid input: expected number, received undefined.');
});

test('a validator that fails without a message or an error refuses the input', async () => {
  for (const answer of [{ success: false, error: null }, undefined]) {
    const tools = [await convert(jsonSchema(literal, { validate: () => answer as never }))];
    const { error } = await createBridge({ tools }).execute({ id: 'c', name: 't', input: { n: 1 } });
    expect(error).toEqual({
      code: 'invalid_input',
      message: 'Invalid input for "t": the input does not match the schema.',
    });
  }
});

test('zod fields with a default are not required', async () => {
  const { inputSchema } = await convert(z.object({ a: z.string(), b: z.number().default(1) }));
  expect(inputSchema).toMatchObject({ required: ['a'] });
});

test('the JSON Schema of jsonSchema() is used itself, and is not changed', async () => {
  const schema = Object.freeze({ type: 'object', properties: Object.freeze({}) } as const);
  expect((await convert(jsonSchema(schema))).inputSchema).toBe(schema);
});

test('a tool without a schema has no parameters, as the AI SDK shows it', async () => {
  const { inputSchema } = await fromAISDKTool('t', { execute: () => 1 } as unknown as Tool);
  expect(inputSchema).toEqual({ type: 'object', properties: {}, additionalProperties: false });
});

test('a recursive schema keeps its references', async () => {
  const node = z.object({
    get next() {
      return node.optional();
    },
  });
  expect(JSON.stringify((await convert(node)).inputSchema)).toContain('"$ref"');
});

test('an output schema that cannot be converted is omitted', async () => {
  const inputSchema = z.object({});
  const shown = tool({ inputSchema, outputSchema: z.object({ a: z.string() }), execute: () => ({ a: '' }) } as Tool);
  expect((await fromAISDKTool('t', shown)).outputSchema).toMatchObject({ properties: { a: { type: 'string' } } });
  const unshown = { inputSchema, outputSchema: v.object({}), execute: () => ({}) } as unknown as Tool;
  expect(await fromAISDKTool('t', unshown)).not.toHaveProperty('outputSchema');
});

test.each([
  ['valibot unwrapped', v.object({}), /toStandardJsonSchema/],
  ['a promise that rejects', () => jsonSchema(Promise.reject(new Error('no network')) as never), /no network/],
  ['a string', 'object', /pass a JSON Schema object/],
])('%s is refused with the tool’s name and the reason', async (_, schema, reason) => {
  const refused = convert(schema);
  await expect(refused).rejects.toMatchObject({ code: 'invalid_tool', message: expect.stringMatching(reason) });
  await expect(refused).rejects.toThrow(/^The AI SDK tool "t" cannot be converted: its inputSchema cannot be read/);
  await expect(refused).rejects.toMatchObject({ data: [{ tool: 't', issues: [{ path: 'inputSchema' }] }] });
});

test('a converted tool’s definition is JSON', async () => {
  const { handler, validate, ...definition } = await fromAISDKTool(
    'find',
    tool({ description: 'Find', inputSchema: z.object({ at: z.date() }), execute: () => 1 }) as Tool,
    { namespace: 'web', metadata: (name) => ({ operationType: 'read', tags: [name] }) },
  );
  expect(typeof handler).toBe('function');
  expect(typeof validate).toBe('function');
  expect(JSON.parse(JSON.stringify(definition))).toEqual(Object.fromEntries(Object.entries(definition)));
  expect(definition satisfies ToolDefinition).toMatchObject({
    name: 'find',
    namespace: 'web',
    description: 'Find',
    metadata: { operationType: 'read', tags: ['find'] },
  });
});
