import { jsonSchema, type Tool, type ToolSet, tool } from 'ai';
import { createBridge, type ExecuteOptions, ToolferryError, toolResult } from 'toolferry';
import { createToolsFromClient, fromAISDKTool, fromAISDKTools } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { generate } from './support/generate.js';
import { major } from './support/major.js';

const inputSchema = z.object({ n: z.number().default(1) });

/** Calls a converted tool through a bridge. */
async function call(source: unknown, input: unknown = {}, options: ExecuteOptions = {}) {
  const tools = [await fromAISDKTool('t', source as Tool)];
  return createBridge({ tools }).execute({ id: 'c1', name: 't', input }, options);
}

test('execute gets the parsed value, and its return value becomes the output as JSON', async () => {
  const source = tool({ inputSchema, execute: async ({ n }) => ({ n, at: new Date(0), nothing: undefined }) });
  expect(await call(source, {})).toEqual({
    toolCallId: 'c1',
    toolName: 't',
    output: { n: 1, at: '1970-01-01T00:00:00.000Z' },
  });
});

test('values that execute yields are progress, and the last one is the output', async () => {
  const reported: unknown[] = [];
  async function* execute({ n }: { n: number }) {
    yield 'started';
    yield { at: n };
    yield 'done';
    return 'not looked at';
  }
  const { output } = await call(
    { inputSchema, execute },
    { n: 3 },
    { onProgress: (value) => void reported.push(value) },
  );
  expect(output).toBe('done');
  expect(reported).toEqual(['started', { at: 3 }, 'done']);
  expect((await call({ inputSchema, async *execute() {} })).output).toBe(null);
});

test('an aborted generator is ended, and its cleanup runs', async () => {
  const controller = new AbortController();
  let cleaned: () => void = () => {};
  const isCleaned = new Promise<void>((resolve) => {
    cleaned = resolve;
  });
  async function* execute() {
    try {
      for (let n = 0; ; n++) {
        yield n;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } finally {
      cleaned();
    }
  }
  const onProgress = (value: unknown) => value === 2 && controller.abort();
  const { error } = await call({ inputSchema, execute }, {}, { signal: controller.signal, onProgress });
  expect(error?.code).toBe('aborted');
  await isCleaned;
});

test('the methods of a class instance keep their this', async () => {
  class Counter {
    #count = 40;
    readonly inputSchema = inputSchema;
    get description() {
      return `Counts from ${this.#count}`;
    }
    needsApproval({ n }: { n: number }) {
      return n > this.#count;
    }
    execute({ n }: { n: number }) {
      this.#count += n;
      return this.#count;
    }
    toModelOutput() {
      return { type: 'text', value: `count: ${this.#count}` };
    }
  }
  const counter = new Counter();
  expect((await fromAISDKTool('t', counter as unknown as Tool)).description).toBe('Counts from 40');
  expect(await call(counter, { n: 2 })).toMatchObject({ output: 42, content: [{ type: 'text', text: 'count: 42' }] });
});

test('execute gets the call id, a signal and no messages if the AI SDK is not the caller', async () => {
  let got: Record<string, unknown> = {};
  const execute = (_: unknown, options: object) => {
    got = { ...options };
    return 1;
  };
  await call({ inputSchema, execute });
  expect(got).toEqual({ toolCallId: 'c1', messages: [], abortSignal: expect.any(AbortSignal) });
});

test('execute gets the messages and the context of the AI SDK if it is the caller', async () => {
  const got: Record<string, unknown>[] = [];
  const execute = (_: unknown, options: object) => {
    got.push({ ...options });
    return 1;
  };
  const tools = await fromAISDKTools({ t: { description: 'T', inputSchema, execute } as Tool });
  const user = { id: 7 };
  const settings = major === 7 ? { toolsContext: { t: user } } : { experimental_context: user };
  await generate(createToolsFromClient(tools), [{ name: 't', id: 'c9' }], settings);
  expect(got).toMatchObject([
    { toolCallId: 'c9', messages: [{ role: 'user' }], context: user, experimental_context: user },
  ]);
  expect(got[0]?.abortSignal).toBeInstanceOf(AbortSignal);
});

test('the context comes from the options if the AI SDK is not the caller', async () => {
  const seen: unknown[] = [];
  const source = {
    inputSchema,
    description: ({ context }: { context: { city: string } }) => `The weather in ${context.city}`,
    needsApproval: (_: unknown, options: { context: unknown }) => seen.push(options.context) === 0,
    execute: (_: unknown, options: { context: unknown; experimental_context: unknown }) => {
      seen.push(options.context, options.experimental_context);
      return 'sunny';
    },
  };
  const context = (name: string) => ({ city: `${name}-town` });
  const converted = await fromAISDKTool('t', source as unknown as Tool, { context });
  expect(converted.description).toBe('The weather in t-town');
  await createBridge({ tools: [converted] }).execute({ id: 'c', name: 't', input: {} });
  expect(seen).toEqual([{ city: 't-town' }, { city: 't-town' }, { city: 't-town' }]);
});

test('a description that is a function (ai 7) is called, or the tool is refused with the reason', async () => {
  const described = (description: unknown) => fromAISDKTool('t', { inputSchema, description } as unknown as Tool);
  expect((await described(() => 'Now')).description).toBe('Now');
  expect((await described(undefined)).description).toBe('');
  for (const bad of [({ context }: { context: { a: string } }) => context.a, () => undefined])
    await expect(described(bad)).rejects.toMatchObject({
      code: 'invalid_tool',
      message: expect.stringMatching(/"t".*description is a function.*`context`/),
    });
});

test('an error from execute is a failed result with its message, and a ToolferryError keeps code and data', async () => {
  const throwing = (error: unknown) => ({
    inputSchema,
    execute: () => {
      throw error;
    },
  });
  expect((await call(throwing(new Error('disk full\n    at x (/somewhere/disk.ts:1:2)')))).error).toEqual({
    code: 'failed',
    message: 'disk full',
  });
  const coded = new ToolferryError('quota', 'No more today', { data: { until: 'tomorrow' } });
  expect((await call(throwing(coded))).error).toEqual({
    code: 'quota',
    message: 'No more today',
    data: { until: 'tomorrow' },
  });
});

test('execute may return toolResult()', async () => {
  const execute = () => toolResult({ output: 1, stdout: ['printed'] });
  expect(await call({ inputSchema, execute })).toMatchObject({ output: 1, stdout: ['printed'] });
});

test('a tool without execute becomes a tool without a handler', async () => {
  const ask = await fromAISDKTool('ask', tool({ description: 'Ask', inputSchema, outputSchema: inputSchema }) as Tool);
  expect(ask).not.toHaveProperty('handler');
  const { partsOf, outputs } = await generate(createToolsFromClient([ask]), [{ name: 'ask', id: 'c1' }]);
  expect(partsOf('tool-call')).toMatchObject([{ toolCallId: 'c1' }]);
  expect(outputs).toEqual([]);
});

test('a dynamic tool is converted and runs', async () => {
  expect((await call({ type: 'dynamic', inputSchema, execute: () => 'ran' })).output).toBe('ran');
});

test('one error lists all tools that a provider defines, by name', async () => {
  const good = tool({ description: 'Good', inputSchema, execute: () => 1 });
  const tools = {
    good,
    search: { type: 'provider', id: 'openai.web_search', args: {}, inputSchema },
    shell: { type: 'provider-defined', id: 'a.shell', name: 'shell', args: {}, inputSchema, execute: () => 1 },
    odd: { description: 'Odd', inputSchema: 1 },
  } as unknown as ToolSet;
  const conversion = fromAISDKTools(tools);
  await expect(conversion).rejects.toMatchObject({
    code: 'invalid_tool',
    message: expect.stringMatching(/"search" cannot be converted: a provider defines it.*"shell".*provider.*"odd"/),
    data: [
      { tool: 'search', issues: [{ path: 'type' }] },
      { tool: 'shell', issues: [{ path: 'type' }] },
      { tool: 'odd', issues: [{ path: 'inputSchema' }] },
    ],
  });
  await expect(fromAISDKTools({ good, search: tools.search } as ToolSet)).rejects.toThrow(/^The AI SDK tool "search"/);
});

test('an error of the metadata option rejects unchanged', async () => {
  const metadata = () => {
    throw new RangeError('mine');
  };
  const tools = { a: { inputSchema: 1 }, b: { inputSchema } } as unknown as ToolSet;
  await expect(fromAISDKTools(tools, { metadata })).rejects.toThrow(RangeError);
});

test('a tool set keeps its order and its names, also __proto__', async () => {
  const set = { b: { inputSchema: jsonSchema({}) }, a: { inputSchema }, ['__proto__']: { inputSchema } };
  const tools = await fromAISDKTools(set as unknown as ToolSet);
  expect(tools.map(({ name }) => name)).toEqual(['b', 'a', '__proto__']);
  expect(() => createBridge({ tools })).toThrow(/name must not be __proto__/);
});
