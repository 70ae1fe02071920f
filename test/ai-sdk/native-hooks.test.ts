import { stepCountIs, streamText, type Tool, type ToolSet } from 'ai';
import type { ClientTool } from 'toolferry';
import { createToolsFromClient, fromAISDKTool } from 'toolferry/ai-sdk';
import { fromLangChainTools, createToolsFromClient as toLangChainTools } from 'toolferry/langchain';
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
const aroundLangChain = (tool: ClientTool) => createToolsFromClient(fromLangChainTools(toLangChainTools([tool])));

/** A tool of a class whose hooks tell what they were told. */
class Watched {
  readonly #told: unknown[] = [];
  readonly description = 'Count';
  readonly inputSchema = inputSchema;
  onInputStart(options: { toolCallId: string }) {
    this.#told.push(['start', options.toolCallId]);
  }
  onInputDelta({ inputTextDelta }: { inputTextDelta: string }) {
    this.#told.push(['delta', inputTextDelta]);
  }
  onInputAvailable({ input, messages }: { input: unknown; messages: readonly unknown[] }) {
    this.#told.push(['available', input, messages.length]);
  }
  execute(input: unknown) {
    this.#told.push(['run', input]);
    return this.#told;
  }
}

/** A model that streams the arguments in pieces. */
async function stream(tools: ToolSet): Promise<unknown> {
  const { model } = scriptedModel([{ name: 'count', id: 'c1', input: '{"n":"3"}', pieces: ['{"n":', '"3"}'] }]);
  const result = streamText({ model, tools, prompt: 'go', stopWhen: stepCountIs(2) });
  for await (const part of result.fullStream) if (part.type === 'tool-result') return part.output;
  return undefined;
}

test('streamText calls the hooks as it does on the tool itself: in their order, with their this, with the parsed input', async () => {
  const own = await stream(asTools(new Watched()));
  expect(own).toEqual([
    ['start', 'c1'],
    ['delta', '{"n":'],
    ['delta', '"3"}'],
    ['available', { n: 3 }, 1],
    ['run', { n: 3 }],
  ]);
  expect(await stream(createToolsFromClient([await convert(new Watched())]))).toEqual(own);
  expect(await stream(aroundLangChain(await convert(new Watched())))).toEqual(own);
});

test('a hook gets the context that its execute gets', async () => {
  const seen: unknown[] = [];
  const see = (options: object) => {
    seen.push({ context: undefined, ...options }.context);
  };
  const watched = { ...source, onInputAvailable: see, execute: (_: unknown, options: object) => see(options) };
  const tools = [await fromAISDKTool('count', watched as unknown as Tool, { context: () => 'given' })];
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
  named('the schema of its context checks what a generation gives it', [7], 'only ai 7 has contexts per tool'),
  async () => {
    const home = createToolsFromClient([await convert(placed)]);
    const withContext = (context: object) =>
      generate(home, [{ name: 'count' }], { toolsContext: { count: context } }).then(({ outputs }) => outputs);
    expect(await withContext({ city: 'Rome' })).toEqual([{ city: 'Rome', degrees: 21 }]);
    await expect(withContext({ city: 1 })).rejects.toThrow(/city/);
  },
);

test('a context that is given where the tool is taken in is checked there, and is enough', async () => {
  const place = (context: unknown) =>
    fromAISDKTool('count', placed as unknown as Tool, { context: () => context }).then((tool) => tool);
  const home = createToolsFromClient([await place({ city: 'Rome' })]);
  expect((await generate(home, [{ name: 'count' }])).outputs).toEqual([{ city: 'Rome', degrees: 21 }]);
  await expect(place({ city: 1 })).rejects.toThrow(/"count" cannot be converted: its context is invalid \(city: /);
});
