/** LangGraph Commands are applied by the graph of a LangGraph agent, and nowhere else. */
import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { DynamicStructuredTool, tool } from '@langchain/core/tools';
import { Command, type LangGraphRunnableConfig, MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { type AgentMiddleware, createAgent, createMiddleware, fakeModel, todoListMiddleware } from 'langchain';
import { type BridgeOptions, type ClientTool, createBridge, defineTool, limitOutput, toolResult } from 'toolferry';
import { createToolsFromClient as toAISDKTools } from 'toolferry/ai-sdk';
import {
  type ConvertibleTool,
  createToolsFromClient,
  fromLangChainTool,
  fromLangChainTools,
} from 'toolferry/langchain';
import { toLettaToolReturn } from 'toolferry/letta';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { deepAgentFiles, handOffTo } from '../peers/langchain-tools/graph-tools.ts';
import { modelThatCalls } from './run-calls.ts';
import { callConverted } from './support/call-converted.ts';

const failed = {
  code: 'failed',
  message:
    '"paint" returned a LangGraph Command or ToolMessage, which only a graph can apply. Give this tool to a LangGraph agent.',
};
const unapplied = '"paint" returned a list that no graph can apply. Return one Command.';
const painted = (id = 'c1') => new ToolMessage({ content: 'Painted it', tool_call_id: id, name: 'paint' });
const named = { name: 'paint', description: 'Paint it', schema: z.object({ color: z.string() }) };
const paint = tool(async ({ color }, { toolCall }) => {
  return new Command({ update: { color, messages: [painted(toolCall?.id)] } });
}, named);
const paintCall = { id: 'c1', name: 'paint', args: { color: 'red' } };
const roundTrip = (source: ConvertibleTool, options?: BridgeOptions) =>
  createToolsFromClient([fromLangChainTool(source)], options);

/** Returns the state of an agent after its model made this call. */
async function paintedState(tools: ConvertibleTool[], { call = paintCall, middleware = [] as AgentMiddleware[] } = {}) {
  const stateSchema = z.object({ color: z.string().optional(), size: z.number().optional() });
  const agent = createAgent({ model: modelThatCalls(call), tools: tools as never[], stateSchema, middleware });
  const { messages, color, size } = await agent.invoke({ messages: 'go' });
  const answers = messages.filter((message) => ToolMessage.isInstance(message));
  return {
    color,
    size,
    answers: answers.map(({ content, status, tool_call_id }) => ({ content, status, tool_call_id })),
  };
}

describe('Commands in an agent', () => {
  test("a converted tool's update is applied as if the tool had not been converted", async () => {
    const original = await paintedState([paint]);
    expect(original).toMatchObject({ color: 'red', answers: [{ content: 'Painted it', tool_call_id: 'c1' }] });
    expect(await paintedState(roundTrip(paint))).toEqual(original);
  });

  test('middleware gets the Command itself', async () => {
    const seen: unknown[] = [];
    const watch = createMiddleware({
      name: 'watch',
      wrapToolCall: async (request, handler) => {
        const answer = await handler(request);
        seen.push(answer);
        return answer;
      },
    });
    expect(await paintedState(roundTrip(paint), { middleware: [watch] })).toMatchObject({ color: 'red' });
    expect(seen[0]).toBeInstanceOf(Command);
  });

  test('a list of Commands and messages, which LangGraph itself does not accept from a tool, is merged into one Command', async () => {
    const source = tool(
      async ({ color }, { toolCall }) => [
        new Command({ update: { color } }),
        painted(toolCall?.id),
        new Command({ update: [['size', 7]] }),
        new Command({ goto: [] }),
      ],
      named,
    );
    expect(await paintedState(roundTrip(source))).toMatchObject({
      color: 'red',
      size: 7,
      answers: [{ content: 'Painted it', tool_call_id: 'c1' }],
    });
  });

  test('a Command that is returned as content with an artifact is applied', async () => {
    const source = new DynamicStructuredTool({
      ...named,
      responseFormat: 'content_and_artifact',
      func: async ({ color }) => [new Command({ update: { color, messages: [painted()] } }), { kept: true }],
    });
    expect(await paintedState(roundTrip(source))).toMatchObject({ color: 'red' });
  });

  test('a list with anything but Commands and messages, or with Commands for different graphs, is not applied', async () => {
    const mixed = tool(async ({ color }) => [new Command({ update: { color } }), 'and a text'], named);
    const twoGraphs = tool(
      async ({ color }) => [new Command({ update: { color } }), new Command({ graph: Command.PARENT, goto: 'x' })],
      named,
    );
    for (const source of [mixed, twoGraphs])
      expect(await paintedState(roundTrip(source))).toEqual({
        color: undefined,
        size: undefined,
        answers: [{ content: unapplied, status: 'error', tool_call_id: 'c1' }],
      });
  });
});

test('a Command with goto selects the next node of the graph', async () => {
  const jump = tool(
    async (_, { toolCall }) => new Command({ goto: 'there', update: { messages: [painted(toolCall?.id)] } }),
    {
      name: 'paint',
      description: 'Jump',
      schema: z.object({}),
    },
  );
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }) => ({ messages: [await modelThatCalls(paintCall).invoke(messages)] }))
    .addNode('tools', new ToolNode(roundTrip(jump)), { ends: ['there'] })
    .addNode('there', () => ({ messages: [{ role: 'user', content: 'I was there' }] }))
    .addEdge('__start__', 'model')
    .addEdge('model', 'tools')
    .compile();
  const { messages } = await graph.invoke({ messages: 'go' });
  expect(messages.slice(2).map(({ content }) => content)).toEqual(['Painted it', 'I was there']);
});

describe('Commands of real tools', () => {
  test('the todo list of langchain updates the state as it does without conversion', async () => {
    const original = todoListMiddleware();
    const todos = [{ content: 'Write it', status: 'in_progress' as const }];
    const state = async (middleware: AgentMiddleware) => {
      const model = modelThatCalls({ id: 'c1', name: 'write_todos', args: { todos } });
      const { todos: kept, messages } = (await createAgent({ model, middleware: [middleware] }).invoke({
        messages: 'go',
      })) as { todos?: unknown; messages: BaseMessage[] };
      return { kept, answer: messages.at(-2)?.content };
    };
    const tools = createToolsFromClient(fromLangChainTools(original.tools as unknown as ConvertibleTool[]));
    const converted = await state({ ...original, tools } as never);
    expect(converted.kept).toEqual(todos);
    expect(converted).toEqual(await state(original as never));
  });

  test('the file tools of deepagents write, edit and read files in the state of the graph', async () => {
    const file = { file_path: '/notes.txt' };
    const calls = [
      { id: 'c1', name: 'write_file', args: { ...file, content: 'milk' } },
      { id: 'c2', name: 'edit_file', args: { ...file, old_string: 'milk', new_string: 'bread' } },
      { id: 'c3', name: 'read_file', args: file },
    ];
    const agent = (files: AgentMiddleware) => {
      const model = fakeModel();
      for (const call of calls) model.respondWithTools([call]);
      return createAgent({ model: model.respond(new AIMessage('done')), middleware: [files] });
    };
    const state = async (files: AgentMiddleware) => {
      const { messages, files: kept } = (await agent(files).invoke({ messages: 'go' })) as {
        messages: BaseMessage[];
        files?: Record<string, { content: unknown }>;
      };
      const answers = messages.filter((message) => ToolMessage.isInstance(message)).map(({ content }) => content);
      return { answers, kept: Object.entries(kept ?? {}).map(([name, { content }]) => ({ name, content })) };
    };
    const original = deepAgentFiles();
    const tools = createToolsFromClient(fromLangChainTools(original.tools as unknown as ConvertibleTool[]));
    const converted = await state({ ...original, tools } as never);
    expect(converted.kept).toEqual([{ name: '/notes.txt', content: 'bread' }]);
    expect(converted.answers).toHaveLength(3);
    expect(converted).toEqual(await state(original));
  });

  test('the handoff tool of langgraph-swarm continues at the other agent with the messages so far', async () => {
    const [handoff] = roundTrip(handOffTo('bob'));
    const alice = createAgent({
      model: modelThatCalls({ id: 'c1', name: 'transfer_to_bob', args: {} }),
      tools: handoff ? [handoff] : [],
    });
    const team = new StateGraph(MessagesAnnotation)
      .addNode('alice', alice.graph, { ends: ['bob'] })
      .addNode('bob', () => ({ messages: [{ role: 'user', content: 'bob is here' }] }))
      .addEdge('__start__', 'alice')
      .compile();
    const { messages } = await team.invoke({ messages: 'go' });
    expect(messages.slice(2).map(({ content }) => content)).toEqual(['Successfully transferred to bob', 'bob is here']);
  });
});

describe('Commands under the rules of the bridge', () => {
  const run = vi.fn(
    async ({ color }: { color: string }, { toolCall }: LangGraphRunnableConfig & { toolCall?: { id?: string } }) => {
      return new Command({ update: { color, messages: [painted(toolCall?.id)] } });
    },
  );
  const source = tool(run as never, named) as ConvertibleTool;
  const refused = async (tools: ConvertibleTool[], call = paintCall) => {
    run.mockClear();
    const { color, answers } = await paintedState(tools, { call });
    expect(color).toBe(undefined);
    expect(answers[0]?.status).toBe('error');
    return answers[0]?.content;
  };

  test('a blocked call applies no Command', async () => {
    const policy: BridgeOptions['policy'] = (_, call) => (call ? { action: 'block', reason: 'not today' } : 'allow');
    expect(await refused(roundTrip(source, { policy }))).toContain('not today');
    expect(run).not.toHaveBeenCalled();
  });

  test('a call that was not approved applies no Command, and an approved one applies what was approved', async () => {
    const policy = () => 'ask' as const;
    expect(await refused(roundTrip(source, { policy, approve: () => false }))).toContain('was not approved');
    expect(run).not.toHaveBeenCalled();
    const approve = () => ({ approved: true, input: { color: 'blue' } });
    expect(await paintedState(roundTrip(source, { policy, approve }))).toMatchObject({ color: 'blue' });
  });

  test('a call with invalid input applies no Command', async () => {
    const call = { ...paintCall, args: { color: 1 } } as never;
    expect(await refused(roundTrip(source), call)).toContain('Invalid input for "paint"');
    expect(run).not.toHaveBeenCalled();
  });

  test('a Command that is returned after the time-out is dropped', async () => {
    const slow = tool(async ({ color }) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return new Command({ update: { color } });
    }, named);
    expect(await refused(roundTrip(slow, { timeoutMs: 10 }))).toContain('did not finish within 10 ms');
  });

  const decorated = (decorate: (result: unknown) => unknown): ConvertibleTool[] => {
    const converted = fromLangChainTool(source);
    const handler: ClientTool['handler'] = async (...args) => decorate(await converted.handler?.(...args));
    return createToolsFromClient([{ ...converted, handler }]);
  };

  test('a decorator that forwards the result keeps the Command', async () => {
    expect(await paintedState(decorated((result) => result))).toMatchObject({ color: 'red' });
  });

  test('a decorator that replaces the result removes the Command', async () => {
    expect(await refused(decorated((result) => toolResult({ ...(result as object) })))).toBe(failed.message);
    const answer = await paintedState(decorated(() => 'nothing was painted'));
    expect(answer).toMatchObject({
      color: undefined,
      answers: [{ content: 'nothing was painted', status: 'success' }],
    });
  });
});

describe('Commands outside a graph', () => {
  test('a Command outside LangChain is a failed call without output, and its JSON contains nothing else', async () => {
    const result = await callConverted(paint, paintCall.args);
    expect(result).toEqual({ toolCallId: 'c1', toolName: 'paint', output: null, error: failed });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(Object.keys(structuredClone(result))).toEqual(Object.keys(result));
  });

  test('a result that was stored and read again applies no Command', async () => {
    const bridge = createBridge({ tools: [fromLangChainTool(paint)] });
    const stored = {
      ...bridge,
      execute: async (...call: Parameters<typeof bridge.execute>) => structuredClone(await bridge.execute(...call)),
    };
    expect(await paintedState(createToolsFromClient(stored))).toMatchObject({
      color: undefined,
      answers: [{ status: 'error' }],
    });
  });

  test("without a graph invoke resolves to the Command itself, or to an error text with errors: 'text'", async () => {
    const [reject] = roundTrip(paint);
    expect(await reject?.invoke({ color: 'red' })).toBeInstanceOf(Command);
    const [text] = createToolsFromClient([fromLangChainTool(paint)], { errors: 'text' });
    expect(await text?.invoke({ color: 'red' })).toBe(failed.message);
  });

  test('a Command is applied even if it went through a copy of a toolferry tool', async () => {
    const view: ConvertibleTool = Object.create(roundTrip(paint)[0] ?? {});
    expect(await paintedState(roundTrip(view))).toMatchObject({ color: 'red' });
  });
});

describe('Commands and ToolMessages of defineTool', () => {
  const returning = (answer: (color: string, toolCallId: string) => unknown) =>
    defineTool({
      name: 'paint',
      description: 'Paint it',
      inputSchema: z.object({ color: z.string() }),
      handler: ({ color }, { toolCallId }) => answer(color, toolCallId),
    }) as ClientTool;
  const command = returning((color, id) => new Command({ update: { color, messages: [painted(id)] } }));
  const message = returning((_, id) => painted(id));
  const merged = returning((color, id) => [new Command({ update: { color } }), painted(id)]);
  const answers = [{ content: 'Painted it', tool_call_id: 'c1' }];

  test('a LangGraph agent applies them', async () => {
    for (const tool of [command, merged, limitOutput({ bytes: 1000 })(command)])
      expect(await paintedState(createToolsFromClient([tool]))).toMatchObject({ color: 'red', answers });
    expect(await paintedState(createToolsFromClient([message], { errors: 'throw' }))).toMatchObject({ answers });
  });

  test.each<[string, unknown, number]>([
    ['the only message of a list, with the id of another call,', [painted('other')], 1],
    ['a Command and a message with the id of another call', [new Command({}), painted('other')], 1],
    [
      'a message with the id of another call and a Command that answers the call',
      [painted('other'), new Command({ update: { messages: [painted()] } })],
      2,
    ],
    [
      'a Command and two messages of which the second answers the call',
      [new Command({}), painted('other'), painted()],
      2,
    ],
  ])('a handler returns %s: all are applied, and the call has exactly one answer', async (_, returned, count) => {
    const { answers: all } = await paintedState(createToolsFromClient([returning(() => returned)]));
    expect(all).toHaveLength(count);
    expect(all.filter(({ tool_call_id }) => tool_call_id === 'c1')).toMatchObject(answers);
  });

  test('several messages without a Command are a failed call whose message says what to return', async () => {
    const several = returning((_, id) => [painted(id), painted('other')]);
    expect(await paintedState(createToolsFromClient([several]))).toMatchObject({
      answers: [{ content: unapplied, status: 'error', tool_call_id: 'c1' }],
    });
    const [rejects] = createToolsFromClient([several], { errors: 'throw' });
    await expect(rejects?.invoke({ color: 'red' })).rejects.toThrow(unapplied);
  });

  test('a message keeps what its author set', async () => {
    const own = returning(
      (_, id) => new ToolMessage({ content: 'It is dry', status: 'error', artifact: { wet: false }, tool_call_id: id }),
    );
    const [tool] = createToolsFromClient([own]);
    const answer = await tool?.invoke({ type: 'tool_call', id: 'c9', name: 'paint', args: { color: 'red' } });
    expect(answer).toMatchObject({
      content: 'It is dry',
      status: 'error',
      artifact: { wet: false },
      tool_call_id: 'c9',
    });
  });

  test.each([
    ['a Command', command],
    ['a ToolMessage', message],
    ['a list of them', merged],
  ])('%s is a failed call everywhere else', async (_, tool) => {
    const call = { id: 'c1', name: 'paint', input: { color: 'red' } };
    const result = await createBridge({ tools: [tool] }).execute(call);
    expect(result).toEqual({ toolCallId: 'c1', toolName: 'paint', output: null, error: failed });
    expect(Object.keys(structuredClone(result))).toEqual(Object.keys(result));
    expect(toLettaToolReturn(result)).toMatchObject({ status: 'error', tool_return: `Error: ${failed.message}` });
    const execute = toAISDKTools([tool]).paint?.execute as (input: object, options: object) => Promise<unknown>;
    await expect(execute({ color: 'red' }, { toolCallId: 'c1', messages: [] })).rejects.toMatchObject(failed);
    const [text] = createToolsFromClient([tool], { errors: 'text' });
    expect(await text?.invoke({ color: 'red' })).toBe(failed.message);
  });

  test('a Command inside other data has no JSON form', async () => {
    const inside = returning((color) => ({ done: new Command({ update: { color } }) }));
    expect(await paintedState(createToolsFromClient([inside]))).toMatchObject({
      color: undefined,
      answers: [{ status: 'error', content: expect.stringContaining('a LangGraph Command or ToolMessage') }],
    });
  });

  test('JSON that looks like a Command or a message is data', async () => {
    for (const data of [
      { lg_name: 'Command', lc_direct_tool_output: true, update: { color: 'red' } },
      { lc_direct_tool_output: true, type: 'tool', content: 'Painted it', tool_call_id: 'c1' },
    ]) {
      const { color, answers } = await paintedState(createToolsFromClient([returning(() => data)]));
      expect([color, answers[0]?.content]).toEqual([undefined, JSON.stringify(data)]);
    }
  });
});
