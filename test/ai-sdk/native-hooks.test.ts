import { stepCountIs, streamText, type Tool, type ToolSet } from 'ai';
import type { ClientTool } from 'toolferry';
import { createToolsFromClient, fromAISDKTool } from 'toolferry/ai-sdk';
import { fromLangChainTools, toLangChainTools } from 'toolferry/langchain';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';
import { scriptedModel } from './support/scripted-model.js';

const inputSchema = z.object({ n: z.coerce.number().default(1) });
const source = { description: 'Count', inputSchema, execute: ({ n }: { n: number }) => n };
const convert = (tool: object) => fromAISDKTool('count', tool as unknown as Tool);
const asTools = (tool: object) => ({ count: tool }) as unknown as ToolSet;

/** Client -> LangChain -> client -> AI SDK. */
const throughLangChain = (tool: ClientTool) => createToolsFromClient(fromLangChainTools(toLangChainTools([tool])));

/** A class whose execute returns the calls of its hooks. */
class Hooked {
  readonly #events: unknown[] = [];
  readonly description = 'Count';
  readonly inputSchema = inputSchema;
  onInputStart(options: { toolCallId: string }) {
    this.#events.push(['start', options.toolCallId]);
  }
  onInputDelta({ inputTextDelta }: { inputTextDelta: string }) {
    this.#events.push(['delta', inputTextDelta]);
  }
  onInputAvailable({ input, messages }: { input: unknown; messages: readonly unknown[] }) {
    this.#events.push(['available', input, messages.length]);
  }
  execute(input: unknown) {
    this.#events.push(['run', input]);
    return this.#events;
  }
}

/** Streams a call whose arguments arrive in pieces, and returns its output. */
async function stream(tools: ToolSet): Promise<unknown> {
  const { model } = scriptedModel([{ name: 'count', id: 'c1', input: '{"n":"3"}', pieces: ['{"n":', '"3"}'] }]);
  const result = streamText({ model, tools, prompt: 'go', stopWhen: stepCountIs(2) });
  for await (const part of result.fullStream) if (part.type === 'tool-result') return part.output;
  return undefined;
}

test('streamText calls the hooks of a converted tool in order, with their this and the parsed input', async () => {
  const expected = await stream(asTools(new Hooked()));
  expect(expected).toEqual([
    ['start', 'c1'],
    ['delta', '{"n":'],
    ['delta', '"3"}'],
    ['available', { n: 3 }, 1],
    ['run', { n: 3 }],
  ]);
  expect(await stream(createToolsFromClient([await convert(new Hooked())]))).toEqual(expected);
  expect(await stream(throughLangChain(await convert(new Hooked())))).toEqual(expected);
});

test('a hook gets the same context as execute', async () => {
  const seen: unknown[] = [];
  const see = (options: object) => {
    seen.push({ context: undefined, ...options }.context);
  };
  const hooked = { ...source, onInputAvailable: see, execute: (_: unknown, options: object) => see(options) };
  const tools = [await fromAISDKTool('count', hooked as unknown as Tool, { context: () => 'given' })];
  await generate(createToolsFromClient(tools), [{ name: 'count' }]);
  const settings = major === 7 ? { toolsContext: { count: 'own' } } : { experimental_context: 'own' };
  await generate(createToolsFromClient(tools), [{ name: 'count' }], settings);
  expect(seen).toEqual(['given', 'given', 'own', 'own']);
});

const contextSchema = z.object({ city: z.string(), degrees: z.number().default(21) });
const placed = {
  ...source,
  contextSchema,
  execute: (_: unknown, options: object) => ({ context: 0, ...options }).context,
};

test.runIf(major === 7)(
  named(
    'the contextSchema of a converted tool validates the context of a generation',
    [7],
    'only ai 7 has contexts per tool',
  ),
  async () => {
    const converted = createToolsFromClient([await convert(placed)]);
    const withContext = (context: object) =>
      generate(converted, [{ name: 'count' }], { toolsContext: { count: context } }).then(({ outputs }) => outputs);
    expect(await withContext({ city: 'Rome' })).toEqual([{ city: 'Rome', degrees: 21 }]);
    await expect(withContext({ city: 1 })).rejects.toThrow(/city/);
  },
);

test('a context from the options is validated at conversion and used in generations without one', async () => {
  const place = (context: unknown) =>
    fromAISDKTool('count', placed as unknown as Tool, { context: () => context }).then((tool) => tool);
  const converted = createToolsFromClient([await place({ city: 'Rome' })]);
  expect((await generate(converted, [{ name: 'count' }])).outputs).toEqual([{ city: 'Rome', degrees: 21 }]);
  await expect(place({ city: 1 })).rejects.toThrow(/"count" cannot be converted: its context is invalid \(city: /);
});
