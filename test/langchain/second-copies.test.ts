/** Tools of a second physical copy of LangChain's core, as in an application whose packages need different versions. */
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
const roundTrip = (source: unknown) => createToolsFromClient([fromLangChainTool(source as ConvertibleTool)]);

describe.each(Object.entries(secondCopies))('core %s', (version, core) => {
  /** Makes a tool with the other copy's `tool()`, which has types of that copy. */
  const make = (func: (input: never, config: never) => unknown, fields: object = {}) =>
    (core.tool as (func: unknown, fields: object) => unknown)(func, { ...named, schema, ...fields }) as ConvertibleTool;
  const Dynamic = core.DynamicStructuredTool as unknown as new (fields: object) => ConvertibleTool;

  test('the classes of the other copy are not the classes in use', () => {
    expect(core.ToolInputParsingException).not.toBe(ToolInputParsingException);
    expect(core.ToolMessage).not.toBe(ToolMessage);
  });

  test('zod 3, zod 4 and JSON Schema are converted and validated, and defaults reach the tool', async () => {
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

  test('string tools are converted, from tool(), DynamicTool and a class with private members', async () => {
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

  test('an error keeps its message, and a parsing error of the other copy is invalid input', async () => {
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

  test('values that a generator yields are progress, although that core does not support generators', async () => {
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

  test('a RunnableToolLike and a toolkit of the other copy are converted', async () => {
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

  test('an agent of the copy in use calls the tools, gets its own message class, and respects returnDirect', async () => {
    const source = make((({ word }: { word: string }) => ({ found: word })) as never, { metadata: { owner: 'ann' } });
    const [message] = await runCalls(roundTrip(source), [call]);
    expect(message).toBeInstanceOf(ToolMessage);
    expect(message).toMatchObject({ content: '{"found":"milk"}', status: 'success', metadata: { owner: 'ann' } });
    const stops = new Dynamic({ ...named, schema, returnDirect: true, func: async () => 'whole' });
    const agent = createAgent({ model: modelThatCalls(call), tools: roundTrip(stops) });
    expect((await agent.invoke({ messages: 'go' })).messages.at(-1)?.content).toBe('whole');
  });

  test("an agent's config, writer and call id reach a tool of the other copy", async () => {
    const seen: unknown[] = [];
    const source = make((async (
      _: object,
      config: { configurable: object; toolCall: object; writer(value: unknown): void },
    ) => {
      seen.push({ user: (config.configurable as { user: string }).user, toolCall: config.toolCall });
      config.writer('half');
      return 'whole';
    }) as never);
    const agent = createAgent({ model: modelThatCalls(call), tools: roundTrip(source) });
    const chunks: unknown[] = [];
    const options = { configurable: { user: 'ann' }, streamMode: 'custom' as const };
    for await (const chunk of await agent.stream({ messages: 'go' }, options)) chunks.push(chunk);
    expect([seen, chunks]).toMatchObject([[{ user: 'ann', toolCall: { id: 'c1' } }], ['half']]);
  });

  test('an interrupt in a tool of the other copy pauses the graph of the copy in use and gets its answer', async () => {
    const source = make(async () => `You said ${interrupt('Which one?')}.`);
    const agent = createAgent({
      model: modelThatCalls(call),
      tools: roundTrip(source),
      checkpointer: new MemorySaver(),
    });
    const thread = { configurable: { thread_id: version } };
    expect(await agent.invoke({ messages: 'go' }, thread)).toMatchObject({ __interrupt__: [{ value: 'Which one?' }] });
    const { messages } = await agent.invoke(new Command({ resume: 'this one' }), thread);
    expect(messages.at(-2)?.content).toBe('You said this one.');
  });

  test('a view of a toolferry tool around a tool of the other copy returns the output', async () => {
    const bridge = createBridge({
      tools: [fromLangChainTool(Object.create(roundTrip(make(async () => ({ a: 1 })))[0] ?? {}))],
    });
    const result = await bridge.execute({ id: 'c1', name: 'find', input: call.args });
    expect(result).toEqual({ toolCallId: 'c1', toolName: 'find', output: { a: 1 } });
  });
});

describe('LangGraph 0.4, which requires core 0.3', () => {
  const make = (func: (...call: never[]) => unknown) =>
    (secondCopies['0.3'].tool as (func: unknown, fields: object) => unknown)(func, {
      ...named,
      schema,
    }) as ConvertibleTool;

  test('a Command of LangGraph 0.4 is applied by the graph in use, and is a failed call elsewhere', async () => {
    const source = make(async (_: object, { toolCall }: { toolCall: { id: string } }) => [
      new langgraph04.Command({ update: { found: true } }),
      new secondCopies['0.3'].ToolMessage({ content: 'Found it', tool_call_id: toolCall.id }),
    ]);
    const stateSchema = z.object({ found: z.boolean().optional() });
    const agent = createAgent({ model: modelThatCalls(call), tools: roundTrip(source), stateSchema });
    const { found, messages } = await agent.invoke({ messages: 'go' });
    expect([found, messages.at(-2)?.content]).toEqual([true, 'Found it']);
    expect(await callConverted(source, call.args)).toMatchObject({ output: null, error: { code: 'failed' } });
  });

  test('an interrupt of LangGraph 0.4 passes through the bridge', async () => {
    const source = make(async () => {
      throw new langgraph04.GraphInterrupt([{ value: 'Which one?' } as never]);
    });
    await expect(callConverted(source, call.args)).rejects.toMatchObject({ is_bubble_up: true });
  });
});

test("a model's message in a runnable of another copy becomes its text", async () => {
  const runnable = secondCopies['0.3'].RunnableLambda.from(() => new AIMessage('hello'));
  const source = runnable.asTool({ ...named, schema: schema as never }) as unknown as ConvertibleTool;
  expect(await callConverted(source, call.args)).toMatchObject({ output: 'hello' });
});
