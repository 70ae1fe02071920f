import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { createBridge, defineTool } from 'toolferry';
import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';

const about = { name: 'tool', description: 'A tool' };

/** The input that the handler of a tool with this schema receives, or the error of the call. */
async function received(inputSchema: Parameters<typeof defineTool>[0]['inputSchema'], input: unknown) {
  const handler = vi.fn((_input: unknown) => null);
  const bridge = createBridge({ tools: [defineTool({ ...about, inputSchema, handler })] });
  const { error } = await bridge.execute({ id: 'call_0', name: 'tool', input });
  return error ?? handler.mock.calls[0]?.[0];
}

test('zod: the handler receives the parsed value, with defaults and transforms', async () => {
  const schema = z.object({ size: z.number().default(7), when: z.string().transform((text) => new Date(text)) });
  expect(await received(schema, { when: '2026-01-01' })).toEqual({ size: 7, when: new Date('2026-01-01') });
});

test('zod: an async refinement is awaited and can refuse the input', async () => {
  const schema = z.object({ path: z.string().refine(async (path) => path !== 'secret', 'is secret') });
  expect(await received(schema, { path: 'open' })).toEqual({ path: 'open' });
  expect(await received(schema, { path: 'secret' })).toMatchObject({
    code: 'invalid_input',
    message: 'Invalid input for "tool": path: is secret.',
  });
});

test('zod: a field with a default is not required, not even in a nested object', () => {
  const { inputSchema } = defineTool({
    ...about,
    inputSchema: z.object({ a: z.string(), b: z.number().default(1), c: z.object({ d: z.boolean().default(true) }) }),
  });
  expect(inputSchema.required).toEqual(['a', 'c']);
  expect((inputSchema.properties as { c: { required?: unknown } }).c.required).toBeUndefined();
});

test('zod: a schema with coerced dates and bigints can be defined', async () => {
  const schema = z.object({ count: z.coerce.bigint(), day: z.coerce.date() });
  expect(defineTool({ ...about, inputSchema: schema }).inputSchema).toMatchObject({ type: 'object' });
});

test('zod: a recursive schema is shown with $ref and validated at every level', async () => {
  const node = z.object({
    label: z.string(),
    get children() {
      return z.array(node).optional();
    },
  });
  expect(JSON.stringify(defineTool({ ...about, inputSchema: node }).inputSchema)).toContain('"$ref"');
  expect(await received(node, { label: 'a', children: [{ label: 'b' }] })).toMatchObject({ label: 'a' });
  expect(await received(node, { label: 'a', children: [{ label: 1 }] })).toMatchObject({ code: 'invalid_input' });
});

test('zod: the output of z.toJSONSchema() is used as plain JSON Schema', async () => {
  const jsonSchema = z.toJSONSchema(z.object({ size: z.number().default(7) }), { io: 'input' });
  const tool = defineTool({ ...about, inputSchema: jsonSchema });
  expect('~standard' in tool.inputSchema).toBe(false);
  expect(tool.validate).toBeUndefined();
  expect(await received(jsonSchema, {})).toEqual({});
  expect(await received(jsonSchema, { size: 'big' })).toMatchObject({ code: 'invalid_input' });
});

test('ArkType and valibot: the handler receives the parsed value', async () => {
  expect(await received(type({ size: 'number = 7' }), {})).toEqual({ size: 7 });
  const wrapped = toStandardJsonSchema(v.object({ size: v.optional(v.number(), 7) }));
  expect(await received(wrapped, {})).toEqual({ size: 7 });
  expect(await received(wrapped, { size: 'big' })).toMatchObject({ code: 'invalid_input' });
});

test('plain JSON Schema: the handler receives the input as sent, without defaults and with dynamic keys', async () => {
  const schema = { type: 'object', properties: { size: { type: 'number', default: 7 } }, additionalProperties: true };
  expect(await received(schema, {})).toEqual({});
  expect(await received(schema, { color: 'red' })).toEqual({ color: 'red' });
});

test("defineTool keeps the author's fields, including the schema object itself", () => {
  const inputSchema = { type: 'object' } as const;
  const metadata = { operationType: 'read' };
  const handler = () => null;
  const tool = defineTool({ ...about, namespace: 'fs', inputSchema, metadata, keywords: ['k'], handler });
  expect(tool).toEqual({ ...about, namespace: 'fs', inputSchema, metadata, keywords: ['k'], handler });
  expect(tool.inputSchema).toBe(inputSchema);
});

test('a call of a headless tool fails because it has no handler in this process', async () => {
  const bridge = createBridge({ tools: [defineTool({ ...about, inputSchema: { type: 'object' } })] });
  const result = await bridge.execute({ id: 'call_0', name: 'tool', input: {} });
  expect(result.error).toEqual({ code: 'failed', message: '"tool" has no handler in this process.' });
});

test.for([
  ['zod', z.object({ size: z.number().default(7), when: z.string().transform(Number).pipe(z.number()) })],
  ['ArkType', type({ size: 'number', when: 'number' })],
  ['valibot', toStandardJsonSchema(v.object({ size: v.number(), when: v.number() }))],
] as const)('%s: an output schema is shown as the JSON Schema of its output', ([, outputSchema]) => {
  const tool = defineTool({ ...about, inputSchema: { type: 'object' }, outputSchema });
  expect(tool.outputSchema).toMatchObject({ type: 'object', properties: { when: { type: 'number' } } });
  expect(new Set(tool.outputSchema?.required as string[])).toEqual(new Set(['size', 'when']));
});

test('an output schema neither parses nor validates the result', async () => {
  const outputSchema = z.object({ size: z.string().transform((text) => text.trim()) });
  const handler = () => ({ size: ' 7 ', more: true });
  const tool = defineTool({ ...about, inputSchema: { type: 'object' }, outputSchema, handler });
  const invalid = { ...tool, name: 'invalid', handler: () => 7 };
  const bridge = createBridge({ tools: [tool, invalid] });
  expect((await bridge.execute({ id: 'call_0', name: 'tool', input: {} })).output).toEqual({ size: ' 7 ', more: true });
  expect((await bridge.execute({ id: 'call_1', name: 'invalid', input: {} })).output).toBe(7);
});

test('an output schema of plain JSON Schema stays the same object', () => {
  const outputSchema = { type: 'object', properties: { size: { type: 'number' } } } as const;
  expect(defineTool({ ...about, inputSchema: { type: 'object' }, outputSchema }).outputSchema).toBe(outputSchema);
});

test('an output schema that does not provide a JSON Schema is refused with what to pass', () => {
  const define = (outputSchema: object) => () => defineTool({ ...about, inputSchema: {}, outputSchema });
  expect(define(v.object({}))).toThrow(
    'This outputSchema cannot be used: it provides no JSON Schema. Use toStandardJsonSchema(schema) of valibot.',
  );
  expect(define(z3.object({}))).toThrow('This outputSchema cannot be used: it is of zod 3.');
});
