import { asSchema, generateText, InvalidToolInputError, stepCountIs } from 'ai';
import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { generate } from './support/generate.js';
import { scriptedModel } from './support/scripted-model.js';

function counter(inputSchema: object = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }) {
  const ran: unknown[] = [];
  const count = {
    ...defineTool({ name: 'count', description: 'Count', inputSchema: { ...inputSchema } }),
    handler: (input: unknown) => ran.push(input),
  };
  return { ran, tools: createToolsFromClient([count]) };
}

test.each([
  ['of the wrong type', { n: 'one' }, /n: must be number/],
  ['that lacks a field', {}, /must have required properties n/],
  ['that is no JSON', '{"n":', /JSON/],
  ['that is a list', '[1]', /must be a JSON object/],
  ['that is a JSON string inside JSON', JSON.stringify('{"n":1}'), /must be a JSON object/],
  ['with a key __proto__', '{"n":1,"__proto__":{"x":1}}', /./],
])('an input %s is an InvalidToolInputError and never reaches the handler', async (_, input, message) => {
  const { ran, tools } = counter();
  const { parts, saw, text } = await generate(tools, [{ name: 'count', id: 'c1', input }]);
  expect(ran).toEqual([]);
  const call = parts.find(({ type, invalid }) => type === 'tool-call' && invalid);
  expect(InvalidToolInputError.isInstance(call?.error)).toBe(true);
  expect(saw().c1).toMatchObject({ type: 'error-text', value: expect.stringMatching(message) });
  expect(text).toBe('done');
});

test('an input is validated by the author’s zod schema', async () => {
  const handler = vi.fn(({ mail }: { mail: string }) => mail);
  const inputSchema = z.object({ mail: z.string().refine((mail) => mail.includes('@'), 'is no address') });
  const send = defineTool({ name: 'send', description: 'Send', inputSchema, handler });
  const { saw } = await generate(createToolsFromClient([send]), [{ name: 'send', id: 'c1', input: { mail: 'x' } }]);
  expect(saw().c1).toMatchObject({ type: 'error-text', value: expect.stringContaining('mail: is no address') });
  expect(handler).not.toHaveBeenCalled();
});

test('an invalid input can be repaired by repairToolCall', async () => {
  const { ran, tools } = counter();
  const { model } = scriptedModel([{ name: 'count', input: { n: '1' } }]);
  await generateText({
    model,
    tools,
    prompt: 'count',
    stopWhen: stepCountIs(2),
    experimental_repairToolCall: async ({ toolCall, error }) =>
      InvalidToolInputError.isInstance(error) ? { ...toolCall, input: '{"n":1}' } : null,
  });
  expect(ran).toEqual([{ n: 1 }]);
});

test('an input is parsed once, and the messages keep what the model sent', async () => {
  const parsed: unknown[] = [];
  const seen: unknown[] = [];
  const toDate = (text: string) => {
    parsed.push(text);
    return new Date(text);
  };
  const plan = defineTool({
    name: 'plan',
    description: 'Plan',
    inputSchema: z.object({ at: z.string().transform(toDate), times: z.number().default(2) }),
    handler: (input) => {
      seen.push(input);
      return 'planned';
    },
  });
  const input = { at: '2026-01-01T00:00:00.000Z' };
  const { partsOf, messages } = await generate(createToolsFromClient([plan]), [{ name: 'plan', input }]);
  expect(seen).toEqual([{ at: new Date(input.at), times: 2 }]);
  expect(new Set(parsed)).toEqual(new Set([input.at]));
  expect(partsOf('tool-call')[0]?.input).toEqual(input);
  expect(JSON.stringify(messages[0])).toContain(JSON.stringify(input));
});

test.each(['', '   ', 'null'])('a call without arguments (%j) has the input {}', async (input) => {
  const { ran, tools } = counter({ type: 'object' });
  await generate(tools, [{ name: 'count', input }]);
  expect(ran).toEqual([{}]);
});

test('keys that the schema leaves open reach the handler (kibana#287815)', async () => {
  const { ran, tools } = counter({ type: 'object', additionalProperties: { type: 'number' } });
  await generate(tools, [{ name: 'count', input: { a: 1, b: 2 } }]);
  expect(ran).toEqual([{ a: 1, b: 2 }]);
});

test('a tool without a handler has no execute, and the AI SDK stops with the call for another process', async () => {
  const pick = defineTool({
    name: 'pick',
    description: 'Pick in the browser',
    inputSchema: { type: 'object', properties: { of: { type: 'string' } }, required: ['of'] },
  });
  const tools = createToolsFromClient([pick]);
  expect(tools.pick).not.toHaveProperty('execute');
  const { parts } = await generate(tools, [{ name: 'pick', id: 'c1', input: { of: 'a' } }]);
  expect(parts.map(({ type, toolCallId }) => [type, toolCallId])).toEqual([['tool-call', 'c1']]);

  const refused = await generate(tools, [{ name: 'pick', id: 'c1', input: { of: 1 } }]);
  expect(refused.saw().c1).toMatchObject({ type: 'error-text', value: expect.stringContaining('of: must be string') });
});

test('the schema’s validate returns the raw input, and its error names only the problem', async () => {
  const { tools } = counter();
  const { validate } = asSchema(tools.count?.inputSchema);
  expect(await validate?.({ n: 1 })).toEqual({ success: true, value: { n: 1 } });
  expect(await validate?.({ n: 'x' })).toMatchObject({ success: false, error: { message: 'n: must be number' } });
});

test('an input that overflows the stack of its validator is invalid, and the message names the limit', async () => {
  let deep: unknown = 1;
  for (let level = 0; level < 8_000; level++) deep = [deep];
  const list: z.ZodType = z.lazy(() => z.array(list).or(z.number()));
  const schema = z.object({ deep: list });
  const inputSchema = { type: 'object' };
  const validate = (input: unknown) => ({ value: schema.parse(input) });
  const { nest } = createToolsFromClient([
    { name: 'nest', description: 'Nest', inputSchema, validate, handler: () => 1 },
  ]);
  const message = 'the input contains more than 500 levels';
  expect(await asSchema(nest?.inputSchema).validate?.({ deep })).toMatchObject({ success: false, error: { message } });
  const failed = { message: expect.stringMatching(/^its validator failed \(/) };
  expect(await asSchema(nest?.inputSchema).validate?.({ deep: 'no' })).toMatchObject({ error: failed });
});
