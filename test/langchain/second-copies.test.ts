/** Tools of a second physical copy of LangChain's core, as an application gets them where two of its packages disagree. */
import { AIMessage, ToolMessage } from '@langchain/core/messages';
import { ToolInputParsingException } from '@langchain/core/tools';
import { Command, interrupt, MemorySaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';
import { createBridge } from 'toolferry';
import {
  type ConvertibleTool,
  createToolsFromClient,
  fromLangChainTool,
  fromLangChainTools,
} from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { langgraph04, secondCopies, zod3 } from '../peers/langchain-0.3/second-copies.ts';
import { modelThatCalls, runCalls } from './run-calls.ts';
import { callConverted } from './support/call-converted.ts';

const named = { name: 'find', description: 'Find it' };
const schema = zod3.object({ word: zod3.string(), limit: zod3.number().default(3) });
const call = { id: 'c1', name: 'find', args: { word: 'milk' } };
const again = (source: unknown) => createToolsFromClient([fromLangChainTool(source as ConvertibleTool)]);

describe.each(Object.entries(secondCopies))('core %s', (version, core) => {
  /** By the other copy's own `tool()`, whose types are of that copy. */
  const make = (func: (input: never, config: never) => unknown, fields: object = {}) =>
    (core.tool as (func: unknown, fields: object) => unknown)(func, { ...named, schema, ...fields }) as ConvertibleTool;
  const Dynamic = core.DynamicStructuredTool as unknown as new (fields: object) => ConvertibleTool;

  test('it is another copy', () => {
    expect(core.ToolInputParsingException).not.toBe(ToolInputParsingException);
    expect(core.ToolMessage).not.toBe(ToolMessage);
  });

  test('zod 3, zod 4 and JSON Schema are shown and checked, and defaults reach the tool', async () => {
    const echo = vi.fn(async (input: object) => input);
    const sources = [
      make(echo as never),
      ...[z.object({ word: z.string(), limit: z.number().default(3) })].map(
        (four) => new Dynamic({ ...named, schema: four, func: echo }),
      ),
    ];
    for (const source of sources) {
      const { inputSchema } = fromLangChainTool(source);
      expect(inputSchema).toMatchObject({ properties: { word: { type: 'string' }, limit: { default: 3 } } });
      expect(await callConverted(source, call.args)).toMatchObject({ output: { word: 'milk', limit: 3 } });
      expect(await callConverted(source, { word: 1 })).toMatchObject({ error: { code: 'invalid_input' } });
    }
    const json = Object.freeze({ type: 'object', properties: Object.freeze({ word: { type: 'string' } }) });
    const source = make(echo as never, { schema: json });
    expect(fromLangChainTool(source).inputSchema).toBe(json);
    expect(await callConverted(source, call.args)).toMatchObject({ output: call.args });
    expect(await callConverted(source, { word: 1 })).toMatchObject({ error: { code: 'invalid_input' } });
  });

  test('a tool for one text, by tool(), DynamicTool and a class with private members', async () => {
    class Shout extends (core.Tool as unknown as abstract new () => { name: string }) {
      override name = 'find';
      description = 'Say it louder';
      #mark = '!';
      async _call(text: string) {
        return text + this.#mark;
      }
    }
    const func = async (text: string) => `${text}!`;
    const sources = [make(func as never, { schema: undefined }), new core.DynamicTool({ ...named, func }), new Shout()];
    for (const source of sources as ConvertibleTool[]) {
      expect(fromLangChainTool(source).inputSchema).toMatchObject({ properties: { input: { type: 'string' } } });
      expect(await callConverted(source, { input: 'hi' })).toMatchObject({ output: 'hi!' });
    }
  });

  test('objects, artifacts, content blocks and messages of the other copy are read', async () => {
    expect(
      await callConverted(
        make(async () => ({ rows: [1] })),
        call.args,
      ),
    ).toMatchObject({ output: { rows: [1] } });
    const pair = make(async () => ['two rows', [1, 2]], { responseFormat: 'content_and_artifact' });
    expect(await callConverted(pair, call.args)).toMatchObject({
      output: [1, 2],
      content: [{ type: 'text', text: 'two rows' }],
    });
    const image = make(async () => [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }]);
    expect(await callConverted(image, call.args)).toMatchObject({
      content: [{ type: 'file', mediaType: 'image/png', data: 'AAAA' }],
    });
    const message = (fields: object) =>
      make(async () => new core.ToolMessage({ tool_call_id: 'c1', ...fields } as never));
    expect(await callConverted(message({ content: 'two', artifact: [2] }), call.args)).toMatchObject({ output: [2] });
    expect(await callConverted(message({ content: 'no paper', status: 'error' }), call.args)).toMatchObject({
      error: { code: 'failed', message: 'no paper' },
    });
  });

  test('a failure is its own message, and what it refuses by its own check is invalid input', async () => {
    const fails = make(async () => Promise.reject(new Error('There is no paper.')));
    expect(await callConverted(fails, call.args)).toMatchObject({
      error: { code: 'failed', message: 'There is no paper.' },
    });
    const converted = fromLangChainTool(make(async () => 'ran'));
    const context = { toolCallId: 'c1', signal: new AbortController().signal, progress: () => {} };
    await expect(converted.handler?.({ word: 1 }, context)).rejects.toMatchObject({ code: 'invalid_input' });
    const thrown = make(async () => Promise.reject(new core.ToolInputParsingException('elsewhere')));
    expect(await callConverted(thrown, call.args)).toMatchObject({ error: { code: 'failed', message: 'elsewhere' } });
  });

  test('what a generator yields is progress, though that core knows no generators', async () => {
    const source = new Dynamic({
      ...named,
      schema,
      func: async function* () {
        yield 'half';
        return 'whole';
      },
    });
    const seen: unknown[] = [];
    const result = await callConverted(source, call.args, { onProgress: (value) => seen.push(value) });
    expect([seen, result.output]).toEqual([['half'], 'whole']);
  });

  test('a runnable as a tool, and a toolkit', async () => {
    const runnable = core.RunnableLambda.from((({ word }: { word: string }) => word.length) as never).asTool({
      ...named,
      schema: schema as never,
    });
    expect(await callConverted(runnable as unknown as ConvertibleTool, call.args)).toMatchObject({ output: 4 });
    class Kit extends (core.BaseToolkit as unknown as abstract new () => { getTools(): ConvertibleTool[] }) {
      tools = [make(async () => 'ran')];
    }
    expect(fromLangChainTools(new Kit()).map(({ name }) => name)).toEqual(['find']);
  });

  test('an agent of the copy in use calls them, is answered as ever, and stops where the tool says so', async () => {
    const source = make((({ word }: { word: string }) => ({ found: word })) as never, { metadata: { owner: 'ann' } });
    const [message] = await runCalls(again(source), [call]);
    expect(message).toBeInstanceOf(ToolMessage);
    expect(message).toMatchObject({ content: '{"found":"milk"}', status: 'success', metadata: { owner: 'ann' } });
    const stops = new Dynamic({ ...named, schema, returnDirect: true, func: async () => 'whole' });
    const agent = createAgent({ model: modelThatCalls(call), tools: again(stops) });
    expect((await agent.invoke({ messages: 'go' })).messages.at(-1)?.content).toBe('whole');
  });

  test("an agent's config, its writer and its call id reach the tool", async () => {
    const seen: unknown[] = [];
    const source = make((async (
      _: object,
      config: { configurable: object; toolCall: object; writer(value: unknown): void },
    ) => {
      seen.push({ user: (config.configurable as { user: string }).user, toolCall: config.toolCall });
      config.writer('half');
      return 'whole';
    }) as never);
    const agent = createAgent({ model: modelThatCalls(call), tools: again(source) });
    const chunks: unknown[] = [];
    const options = { configurable: { user: 'ann' }, streamMode: 'custom' as const };
    for await (const chunk of await agent.stream({ messages: 'go' }, options)) chunks.push(chunk);
    expect([seen, chunks]).toMatchObject([[{ user: 'ann', toolCall: { id: 'c1' } }], ['half']]);
  });

  test('an interrupt pauses the graph of the copy in use and gets its answer', async () => {
    const source = make(async () => `You said ${interrupt('Which one?')}.`);
    const agent = createAgent({ model: modelThatCalls(call), tools: again(source), checkpointer: new MemorySaver() });
    const thread = { configurable: { thread_id: version } };
    expect(await agent.invoke({ messages: 'go' }, thread)).toMatchObject({ __interrupt__: [{ value: 'Which one?' }] });
    const { messages } = await agent.invoke(new Command({ resume: 'this one' }), thread);
    expect(messages.at(-2)?.content).toBe('You said this one.');
  });

  test('a tool that was given out by us and taken in again by a view of it', async () => {
    const bridge = createBridge({
      tools: [fromLangChainTool(Object.create(again(make(async () => ({ a: 1 })))[0] ?? {}))],
    });
    const result = await bridge.execute({ id: 'c1', name: 'find', input: call.args });
    expect(result).toEqual({ toolCallId: 'c1', toolName: 'find', output: { a: 1 } });
  });
});

describe('LangGraph 0.4, which goes with core 0.3', () => {
  const make = (func: (...call: never[]) => unknown) =>
    (secondCopies['0.3'].tool as (func: unknown, fields: object) => unknown)(func, {
      ...named,
      schema,
    }) as ConvertibleTool;

  test('its Command is applied by the graph in use, and is a failed call elsewhere', async () => {
    const source = make(async (_: object, { toolCall }: { toolCall: { id: string } }) => [
      new langgraph04.Command({ update: { found: true } }),
      new secondCopies['0.3'].ToolMessage({ content: 'Found it', tool_call_id: toolCall.id }),
    ]);
    const stateSchema = z.object({ found: z.boolean().optional() });
    const agent = createAgent({ model: modelThatCalls(call), tools: again(source), stateSchema });
    const { found, messages } = await agent.invoke({ messages: 'go' });
    expect([found, messages.at(-2)?.content]).toEqual([true, 'Found it']);
    expect(await callConverted(source, call.args)).toMatchObject({ output: null, error: { code: 'failed' } });
  });

  test('its interrupt passes through the bridge', async () => {
    const source = make(async () => {
      throw new langgraph04.GraphInterrupt([{ value: 'Which one?' } as never]);
    });
    await expect(callConverted(source, call.args)).rejects.toMatchObject({ is_bubble_up: true });
  });
});

test('a message of a model of another copy is its text', async () => {
  const runnable = secondCopies['0.3'].RunnableLambda.from(() => new AIMessage('hello'));
  const source = runnable.asTool({ ...named, schema: schema as never }) as unknown as ConvertibleTool;
  expect(await callConverted(source, call.args)).toMatchObject({ output: 'hello' });
});
