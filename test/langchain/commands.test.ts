/** LangGraph Commands: applied by the graph a tool comes home to, and nowhere else. */
import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { DynamicStructuredTool, tool } from '@langchain/core/tools';
import { Command, type LangGraphRunnableConfig, MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { type AgentMiddleware, createAgent, createMiddleware, fakeModel, todoListMiddleware } from 'langchain';
import { type BridgeOptions, type ClientTool, createBridge, toolResult } from 'toolferry';
import {
  type ConvertibleTool,
  createToolsFromClient,
  fromLangChainTool,
  fromLangChainTools,
} from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { deepAgentFiles, handOffTo } from '../peers/langchain-tools/graph-tools.ts';
import { modelThatCalls } from './run-calls.ts';
import { callConverted } from './support/call-converted.ts';

const failed = {
  code: 'failed',
  message:
    '"paint" returned a LangGraph Command, which only a graph can apply. Give this tool to a LangGraph agent directly.',
};
const painted = (id = 'c1') => new ToolMessage({ content: 'Painted it', tool_call_id: id, name: 'paint' });
const named = { name: 'paint', description: 'Paint it', schema: z.object({ color: z.string() }) };
const paint = tool(async ({ color }, { toolCall }) => {
  return new Command({ update: { color, messages: [painted(toolCall?.id)] } });
}, named);
const asked = { id: 'c1', name: 'paint', args: { color: 'red' } };
const again = (source: ConvertibleTool, options?: BridgeOptions) =>
  createToolsFromClient([fromLangChainTool(source)], options);

/** What an agent's state is after its model made this call; it has a color. */
async function paintedState(tools: ConvertibleTool[], { call = asked, middleware = [] as AgentMiddleware[] } = {}) {
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

describe('in an agent', () => {
  test('the update is applied as if the tool had never left', async () => {
    const own = await paintedState([paint]);
    expect(own).toMatchObject({ color: 'red', answers: [{ content: 'Painted it', tool_call_id: 'c1' }] });
    expect(await paintedState(again(paint))).toEqual(own);
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
    expect(await paintedState(again(paint), { middleware: [watch] })).toMatchObject({ color: 'red' });
    expect(seen[0]).toBeInstanceOf(Command);
  });

  test('several of them and messages in a list, which LangGraph itself takes from no tool, are one', async () => {
    const source = tool(
      async ({ color }, { toolCall }) => [
        new Command({ update: { color } }),
        painted(toolCall?.id),
        new Command({ update: [['size', 7]] }),
        new Command({ goto: [] }),
      ],
      named,
    );
    expect(await paintedState(again(source))).toMatchObject({
      color: 'red',
      size: 7,
      answers: [{ content: 'Painted it', tool_call_id: 'c1' }],
    });
  });

  test('a Command as content beside an artifact', async () => {
    const source = new DynamicStructuredTool({
      ...named,
      responseFormat: 'content_and_artifact',
      func: async ({ color }) => [new Command({ update: { color, messages: [painted()] } }), { kept: true }],
    });
    expect(await paintedState(again(source))).toMatchObject({ color: 'red' });
  });

  test('what is no list of Commands and messages alone is applied by nobody', async () => {
    const mixed = tool(async ({ color }) => [new Command({ update: { color } }), 'and a text'], named);
    const apart = tool(
      async ({ color }) => [new Command({ update: { color } }), new Command({ graph: Command.PARENT, goto: 'x' })],
      named,
    );
    for (const source of [mixed, apart])
      expect(await paintedState(again(source))).toEqual({
        color: undefined,
        size: undefined,
        answers: [{ content: failed.message, status: 'error', tool_call_id: 'c1' }],
      });
  });
});

test('goto: the graph goes where the tool says', async () => {
  const jump = tool(
    async (_, { toolCall }) => new Command({ goto: 'there', update: { messages: [painted(toolCall?.id)] } }),
    {
      name: 'paint',
      description: 'Jump',
      schema: z.object({}),
    },
  );
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }) => ({ messages: [await modelThatCalls(asked).invoke(messages)] }))
    .addNode('tools', new ToolNode(again(jump)), { ends: ['there'] })
    .addNode('there', () => ({ messages: [{ role: 'user', content: 'I was there' }] }))
    .addEdge('__start__', 'model')
    .addEdge('model', 'tools')
    .compile();
  const { messages } = await graph.invoke({ messages: 'go' });
  expect(messages.slice(2).map(({ content }) => content)).toEqual(['Painted it', 'I was there']);
});

describe('real tools', () => {
  test('the todo list of langchain', async () => {
    const own = todoListMiddleware();
    const todos = [{ content: 'Write it', status: 'in_progress' as const }];
    const state = async (middleware: AgentMiddleware) => {
      const model = modelThatCalls({ id: 'c1', name: 'write_todos', args: { todos } });
      const { todos: kept, messages } = (await createAgent({ model, middleware: [middleware] }).invoke({
        messages: 'go',
      })) as { todos?: unknown; messages: BaseMessage[] };
      return { kept, answer: messages.at(-2)?.content };
    };
    const tools = createToolsFromClient(fromLangChainTools(own.tools as unknown as ConvertibleTool[]));
    const converted = await state({ ...own, tools } as never);
    expect(converted.kept).toEqual(todos);
    expect(converted).toEqual(await state(own as never));
  });

  test('the files of deepagents: written, edited and read in the state of the graph', async () => {
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
    const own = deepAgentFiles();
    const tools = createToolsFromClient(fromLangChainTools(own.tools as unknown as ConvertibleTool[]));
    const converted = await state({ ...own, tools } as never);
    expect(converted.kept).toEqual([{ name: '/notes.txt', content: 'bread' }]);
    expect(converted.answers).toHaveLength(3);
    expect(converted).toEqual(await state(own));
  });

  test('the handoff of langgraph-swarm goes to the other agent, with the messages so far', async () => {
    const [handoff] = again(handOffTo('bob'));
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

describe('under the rules of the bridge', () => {
  const run = vi.fn(
    async ({ color }: { color: string }, { toolCall }: LangGraphRunnableConfig & { toolCall?: { id?: string } }) => {
      return new Command({ update: { color, messages: [painted(toolCall?.id)] } });
    },
  );
  const source = tool(run as never, named) as ConvertibleTool;
  const refused = async (tools: ConvertibleTool[], call = asked) => {
    run.mockClear();
    const { color, answers } = await paintedState(tools, { call });
    expect(color).toBe(undefined);
    expect(answers[0]?.status).toBe('error');
    return answers[0]?.content;
  };

  test('a blocked call applies nothing', async () => {
    const policy: BridgeOptions['policy'] = (_, call) => (call ? { action: 'block', reason: 'not today' } : 'allow');
    expect(await refused(again(source, { policy }))).toContain('not today');
    expect(run).not.toHaveBeenCalled();
  });

  test('a refused approval applies nothing, a given one applies what was approved', async () => {
    const policy = () => 'ask' as const;
    expect(await refused(again(source, { policy, approve: () => false }))).toContain('was not approved');
    expect(run).not.toHaveBeenCalled();
    const approve = () => ({ approved: true, input: { color: 'blue' } });
    expect(await paintedState(again(source, { policy, approve }))).toMatchObject({ color: 'blue' });
  });

  test('an invalid input applies nothing', async () => {
    const call = { ...asked, args: { color: 1 } } as never;
    expect(await refused(again(source), call)).toContain('Invalid input for "paint"');
    expect(run).not.toHaveBeenCalled();
  });

  test('a Command that comes after the time-out is dropped', async () => {
    const slow = tool(async ({ color }) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return new Command({ update: { color } });
    }, named);
    expect(await refused(again(slow, { timeoutMs: 10 }))).toContain('did not finish within 10 ms');
  });

  const decorated = (decorate: (result: unknown) => unknown): ConvertibleTool[] => {
    const converted = fromLangChainTool(source);
    const handler: ClientTool['handler'] = async (...args) => decorate(await converted.handler?.(...args));
    return createToolsFromClient([{ ...converted, handler }]);
  };

  test('a decorator that passes the result on keeps the Command', async () => {
    expect(await paintedState(decorated((result) => result))).toMatchObject({ color: 'red' });
  });

  test('where a decorator replaced the result, its result counts and no Command is applied', async () => {
    expect(await refused(decorated((result) => toolResult({ ...(result as object) })))).toBe(failed.message);
    const answer = await paintedState(decorated(() => 'nothing was painted'));
    expect(answer).toMatchObject({
      color: undefined,
      answers: [{ content: 'nothing was painted', status: 'success' }],
    });
  });
});

describe('elsewhere', () => {
  test('it is a failed call without output, of which no wire sees more', async () => {
    const result = await callConverted(paint, asked.args);
    expect(result).toEqual({ toolCallId: 'c1', toolName: 'paint', output: null, error: failed });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(Object.keys(structuredClone(result))).toEqual(Object.keys(result));
  });

  test('a result that was stored and read again applies nothing', async () => {
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

  test('without a graph LangChain gives the Command itself, and text where it is asked for', async () => {
    const [reject] = again(paint);
    expect(await reject?.invoke({ color: 'red' })).toBeInstanceOf(Command);
    const [text] = createToolsFromClient([fromLangChainTool(paint)], { errors: 'text' });
    expect(await text?.invoke({ color: 'red' })).toBe(failed.message);
  });

  test('through a tool of ours that lost its origin the Command still comes home', async () => {
    const view: ConvertibleTool = Object.create(again(paint)[0] ?? {});
    expect(await paintedState(again(view))).toMatchObject({ color: 'red' });
  });
});
