import { type ClientTool, createBridge, type ExecuteOptions } from 'toolferry';
import { type AISDKTool, createToolsFromClient, fromAISDKTool, fromAISDKTools } from 'toolferry/ai-sdk';
import { describe, expect, test } from 'vitest';
import { jsonSchema, oldestZod, runInFour, tool, z } from '../peers/ai-sdk-4/ai-4.ts';
import { generate } from './support/generate.js';
import { major } from './support/major.js';

const data = 'iVBORw0KGgo=';

async function call(source: AISDKTool, input: unknown, options?: ExecuteOptions) {
  const tools = [await fromAISDKTool('t', source)];
  return createBridge({ tools }).execute({ id: 'c1', name: 't', input }, options);
}

describe.each([
  ['zod 3.25', z],
  ['zod 3.23, which has no `~standard`', oldestZod as unknown as typeof z],
])('a tool of ai 4 with a schema of %s', (_, zod) => {
  const count = tool({
    description: 'Count',
    parameters: zod.object({ n: zod.coerce.number().min(1), by: zod.number().default(2) }),
    execute: async ({ n, by }) => ({ sum: n + by }),
  });

  test('the converted tool has the schema that ai 4 shows', async () => {
    const { schema } = await runInFour(count, { n: 1 });
    const { inputSchema, description } = await fromAISDKTool('t', count);
    expect(inputSchema).toEqual(schema);
    expect(description).toBe('Count');
  });

  test('the converted tool returns the same result as in ai 4', async () => {
    const { answer } = await runInFour(count, { n: '40' });
    const tools = createToolsFromClient(await fromAISDKTools({ t: count }));
    const { outputs, saw } = await generate(tools, [{ name: 't', id: 'c1', input: { n: '40' } }]);
    expect(outputs).toEqual([answer.result]);
    expect(saw().c1).toEqual({ type: 'json', value: { sum: 42 } });
  });

  test('the converted tool refuses what ai 4 refuses, with the path', async () => {
    await expect(runInFour(count, { n: 0 })).rejects.toThrow(/Invalid arguments for tool t/);
    expect((await call(count, { n: 0 })).error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/^Invalid input for "t": n: /),
    });
  });
});

test.each([
  ['without a validator', undefined, { n: 41 }],
  [
    'with a validator',
    (value: unknown) => ({ success: true as const, value: { n: Number((value as { n: string }).n) } }),
    { n: 41 },
  ],
])('a jsonSchema() of ai 4 %s is converted', async (_, validate, expected) => {
  const schema = { type: 'object' as const, properties: { n: { type: 'number' as const } } };
  const source = tool({
    description: 'Echo',
    parameters: jsonSchema<{ n: number }>(schema, { ...(validate && { validate }) }),
    execute: async (input) => input,
  });
  const { schema: shown, answer } = await runInFour(source, validate ? { n: '41' } : { n: 41 });
  expect((await fromAISDKTool('t', source)).inputSchema).toEqual(shown);
  expect((await call(source, validate ? { n: '41' } : { n: 41 })).output).toEqual(answer.result);
  expect(answer.result).toEqual(expected);
});

test('execute of an ai 4 tool gets the call id, messages and a signal', async () => {
  const seen: object[] = [];
  const see = tool({
    description: 'See',
    parameters: z.object({}),
    execute: async (_, options) => void seen.push(options),
  });
  await runInFour(see, {});
  await generate(createToolsFromClient(await fromAISDKTools({ t: see })), [{ name: 't', id: 'c1' }]);
  await call(see, {});
  for (const options of seen) expect(options).toMatchObject({ toolCallId: 'c1', messages: expect.any(Array) });
  expect(seen[1]).toMatchObject({ messages: [{ role: 'user' }], abortSignal: expect.any(AbortSignal) });
  expect(seen).toHaveLength(3);
});

test('an image of experimental_toToolResultContent is an image here and in each major', async () => {
  const shoot = tool({
    description: 'Shoot',
    parameters: z.object({}),
    execute: async () => ({ width: 1 }),
    experimental_toToolResultContent: ({ width }) => [
      { type: 'text', text: `${width} pixel` },
      { type: 'image', data, mimeType: 'image/png' },
      { type: 'image', data },
    ],
  });
  const { answer } = await runInFour(shoot, {});
  expect(answer.content).toMatchObject([
    { type: 'text' },
    { type: 'image', data, mimeType: 'image/png' },
    { type: 'image' },
  ]);

  expect(await call(shoot, {})).toEqual({
    toolCallId: 'c1',
    toolName: 't',
    output: { width: 1 },
    content: [
      { type: 'text', text: '1 pixel' },
      { type: 'file', mediaType: 'image/png', data },
      { type: 'file', mediaType: 'image/*', data },
    ],
  });
  const tools = createToolsFromClient(await fromAISDKTools({ t: shoot }));
  const { saw } = await generate(tools, [{ name: 't', id: 'c1' }]);
  const part = {
    5: { type: 'media', data },
    6: { type: 'image-data', data },
    7: { type: 'file', data: { type: 'data', data } },
  }[major];
  expect(saw().c1?.value).toMatchObject([
    { type: 'text', text: '1 pixel' },
    { ...part, mediaType: 'image/png' },
    { ...part, mediaType: 'image/png' },
  ]);
});

test('an experimental_toToolResultContent that throws hides the output from the model', async () => {
  const source = tool({
    description: 'Shoot',
    parameters: z.object({}),
    execute: async () => 'secret',
    experimental_toToolResultContent: () => JSON.parse('{'),
  });
  const { output, content } = await call(source, {});
  expect(output).toBe('secret');
  expect(content).toEqual([{ type: 'text', text: 'The output of this tool cannot be shown.' }]);
});

test('an ai 4 tool fails with the error of execute, has no handler without execute, and is refused if a provider defines it', async () => {
  const failing = tool({
    parameters: z.object({}),
    execute: async (): Promise<string> => {
      throw new Error('disk full');
    },
  });
  expect((await call(failing, {})).error).toEqual({ code: 'failed', message: 'disk full' });
  expect(await fromAISDKTool('ask', tool({ parameters: z.object({}) }))).not.toHaveProperty('handler');
  const computer = { type: 'provider-defined', id: 'a.computer', args: {}, parameters: z.object({}) } as const;
  await expect(fromAISDKTool('computer', computer)).rejects.toThrow(/"computer".*a provider defines it/);
});

test('inputSchema is used for a tool that has both parameters and inputSchema', async () => {
  const both = { parameters: z.object({ old: z.string() }), inputSchema: jsonSchema({ title: 'new' } as never) };
  const made: ClientTool = await fromAISDKTool('t', { ...both, execute: () => 1 });
  expect(made.inputSchema).toEqual({ title: 'new' });
});
