import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { RunnableLambda } from '@langchain/core/runnables';
import { DynamicStructuredTool, tool } from '@langchain/core/tools';
import { Command, interrupt, type LangGraphRunnableConfig, MemorySaver } from '@langchain/langgraph';
import { generateText, isStepCount } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { createAgent } from 'langchain';
import { createBridge, defineTool, toolResult } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient, fromLangChainTool, fromLangChainTools, toLangChainTool } from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { useATPServer } from '../peers/atp/use-server.ts';
import { modelThatCalls, runCalls } from './run-calls.ts';

const server = useATPServer();
const add = defineTool({
  namespace: 'math',
  name: 'add',
  description: 'Add',
  inputSchema: z.object({ a: z.number() }),
  handler: ({ a }) => a + 1,
});
const weather = tool(async ({ city }) => ({ city, degrees: 21 }), {
  name: 'weather',
  description: 'The weather in a city',
  schema: z.object({ city: z.string() }),
});
const callWeather = { id: 'c1', name: 'weather', args: { city: 'Rome' } };
const toolsMode = { streamMode: 'tools' as const };
const roundTrip = (source: Parameters<typeof fromLangChainTool>[0]) =>
  createToolsFromClient([fromLangChainTool(source)]);

describe('from(to(tool))', () => {
  test('from(to(tool)) is the same client tool object, for each way to make a LangChain tool', () => {
    expect(fromLangChainTool(toLangChainTool(add))).toBe(add);
    expect(fromLangChainTools(createToolsFromClient(createBridge({ tools: [add] })))[0]).toBe(add);
  });

  test('options for a toolferry tool are applied to a copy of its client tool', () => {
    const made = toLangChainTool(add);
    const metadata = { requiresApproval: true };
    expect(fromLangChainTool(made, { namespace: 'sums', metadata: () => metadata })).toEqual({
      ...add,
      namespace: 'sums',
      name: 'math_add',
      metadata,
    });
    expect(fromLangChainTool(made, { metadata: () => undefined })).toBe(add);
    expect(add.namespace).toBe('math');
  });

  test('a view of a toolferry tool converts to another client tool with the same rich result', async () => {
    const shoot = defineTool({
      name: 'shoot',
      description: 'Shoot',
      inputSchema: { type: 'object' },
      handler: () =>
        toolResult({
          output: 7,
          content: [{ type: 'file', mediaType: 'application/pdf', data: 'AAAA', filename: 'a.pdf' }],
          stdout: ['printed'],
          stderr: ['warned'],
        }),
    });
    const view = fromLangChainTool(Object.create(toLangChainTool(shoot)));
    expect(view).not.toBe(shoot);
    const call = { id: 'c1', name: 'shoot', input: {} };
    const direct = await createBridge({ tools: [shoot] }).execute(call);
    expect(await createBridge({ tools: [view] }).execute(call)).toEqual(direct);
  });
});

test("a view of a toolferry tool accepts arguments that have a member type: 'tool_call'", async () => {
  const echo = defineTool({ name: 'echo', description: 'Echo', inputSchema: {}, handler: (input) => input });
  const view = fromLangChainTool(Object.create(toLangChainTool(echo)));
  const input = { type: 'tool_call', args: { hidden: true } };
  const result = await createBridge({ tools: [view] }).execute({ id: 'c1', name: 'echo', input });
  expect(result.output).toEqual(input);
});

describe('to(from(tool))', () => {
  test('to(from(tool)) is another tool, under policy and approval', async () => {
    const made = toLangChainTool(fromLangChainTool(weather, { metadata: () => ({ operationType: 'destructive' }) }));
    expect(made).not.toBe(weather);
    const message = await made.invoke({ ...callWeather, type: 'tool_call' });
    expect(message).toMatchObject({ status: 'error', artifact: { code: 'denied' } });
  });

  test('an agent gets the same messages from to(from(tool)) as from the tool', async () => {
    const picture = new DynamicStructuredTool({
      name: 'picture',
      description: 'A picture',
      schema: z.object({}),
      responseFormat: 'content_and_artifact',
      func: async () => [
        [
          { type: 'text', text: 'Rome' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
        { width: 1 },
      ],
    });
    const sources = [weather, picture];
    const calls = [callWeather, { id: 'c2', name: 'picture', args: {} }];
    const shown = async (tools: Parameters<typeof runCalls>[0]) =>
      (await runCalls(tools, calls)).map(({ content, status, name, tool_call_id }) => ({
        content,
        status,
        name,
        tool_call_id,
      }));
    const original = await shown(sources as never);
    expect(original).toHaveLength(2);
    expect(await shown(createToolsFromClient(fromLangChainTools(sources)))).toEqual(original);
  });

  test('a tool in to(from(tool)) gets the config of the graph, with its call id', async () => {
    const seen: LangGraphRunnableConfig[] = [];
    const source = tool(
      async (_, config) => {
        seen.push(config as LangGraphRunnableConfig);
        (config as LangGraphRunnableConfig).writer?.({ half: true });
        return 'ok';
      },
      { name: 'look', description: 'Look', schema: z.object({}) },
    );
    const agent = createAgent({
      model: modelThatCalls({ id: 'c7', name: 'look', args: {} }),
      tools: roundTrip(source),
    });
    const chunks: unknown[] = [];
    const config = { configurable: { user: 'ann' }, streamMode: 'custom' as const };
    for await (const chunk of await agent.stream({ messages: 'go' }, config)) chunks.push(chunk);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ configurable: { user: 'ann' }, toolCall: { id: 'c7', name: 'look', args: {} } });
    expect(chunks).toEqual([{ half: true }]);
  });

  test('the run of a converted tool, and the runs it starts, are traced under the call of the agent', async () => {
    const parents = new Map<string, string | undefined>();
    const names = new Map<string, string | undefined>();
    class Recorder extends BaseCallbackHandler {
      name = 'recorder';
      override awaitHandlers = true;
      override handleToolStart(
        ...[, , runId, parent, , , name]: Parameters<NonNullable<BaseCallbackHandler['handleToolStart']>>
      ) {
        parents.set(runId, parent);
        names.set(runId, name);
      }
      override handleChainStart(
        ...[, , runId, parent, , , , name]: Parameters<NonNullable<BaseCallbackHandler['handleChainStart']>>
      ) {
        parents.set(runId, parent);
        names.set(runId, name);
      }
    }
    const inner = RunnableLambda.from((city: string) => city.length).withConfig({ runName: 'inner' });
    const source = tool(async ({ city }, config) => inner.invoke(city, config), {
      name: 'count',
      description: 'Count',
      schema: z.object({ city: z.string() }),
    });
    await toLangChainTool(fromLangChainTool(source)).invoke({ city: 'Rome' }, { callbacks: [new Recorder()] });
    const idOf = (name: string) => [...names].filter(([, each]) => each === name).map(([id]) => id);
    const [outer, toolRun] = idOf('count');
    expect(parents.get(idOf('inner')[0] ?? '')).toBe(toolRun);
    expect(parents.get(toolRun ?? '')).toBe(outer);
    expect(parents.get(outer ?? '')).toBe(undefined);
  });

  test('an interrupt of a converted tool pauses the graph and gets its answer', async () => {
    const source = tool(async () => `You said ${interrupt('Which city?')}.`, {
      name: 'ask',
      description: 'Ask',
      schema: z.object({}),
    });
    const agent = createAgent({
      model: modelThatCalls({ id: 'c1', name: 'ask', args: {} }),
      tools: roundTrip(source),
      checkpointer: new MemorySaver(),
    });
    const thread = { configurable: { thread_id: 't1' } };
    const paused = await agent.invoke({ messages: 'go' }, thread);
    expect(paused).toMatchObject({ __interrupt__: [{ value: 'Which city?' }] });
    const { messages } = await agent.invoke(new Command({ resume: 'Rome' }), thread);
    expect(messages.at(-2)?.content).toBe('You said Rome.');
  });

  test('a stream shows a call of a converted tool once, with the values that the tool yields', async () => {
    const source = tool(
      async function* () {
        yield 'half';
        return 'whole';
      },
      { name: 'copy', description: 'Copy', schema: z.object({}) },
    );
    const streamed = async (tools: ReturnType<typeof roundTrip>) => {
      const agent = createAgent({ model: modelThatCalls({ id: 'c1', name: 'copy', args: {} }), tools });
      const events: object[] = [];
      for await (const event of await agent.stream({ messages: 'go' }, toolsMode))
        events.push({ ...event, output: undefined });
      return events;
    };
    const original = await streamed([source] as never);
    expect(original).toHaveLength(3);
    expect(await streamed(roundTrip(source))).toEqual(original);
  });
});

describe('LangChain tools outside LangChain', () => {
  test('sandbox code on an ATP server calls LangChain tools and gets objects as objects', async () => {
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      tools: fromLangChainTools([weather], { namespace: 'local' }),
    });
    const { result } = await atp.execute(`return (await api.local.weather({ city: 'Rome' })).degrees + 1`);
    atp.close();
    expect(result).toBe(22);
  });

  test('an AI SDK agent calls LangChain tools', async () => {
    const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } } as never;
    const request = { type: 'tool-call' as const, toolCallId: 'c1', toolName: 'weather', input: '{"city":"Rome"}' };
    const steps = [
      { content: [request], finishReason: { unified: 'tool-calls' as const, raw: undefined } },
      {
        content: [{ type: 'text' as const, text: 'done' }],
        finishReason: { unified: 'stop' as const, raw: undefined },
      },
    ];
    const doGenerate = vi.fn(
      async () => ({ ...steps[doGenerate.mock.calls.length - 1], usage, warnings: [] }) as never,
    );
    const answer = await generateText({
      model: new MockLanguageModelV4({ doGenerate }),
      tools: toAISDK(fromLangChainTools([weather])),
      prompt: 'go',
      stopWhen: isStepCount(5),
    });
    expect(answer.steps[0]?.toolResults[0]?.output).toEqual({ city: 'Rome', degrees: 21 });
  });
});
