/** The option `thread`: LangGraph executes a node again, and its tools do not take effect again. */
import { AIMessage, type BaseMessage, RemoveMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import {
  Annotation,
  Command,
  entrypoint,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  StateGraph,
} from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { type AgentMiddleware, createAgent, createMiddleware, fakeModel, toolRetryMiddleware } from 'langchain';
import { type BridgeOptions, createBridge, defineTool, toolResult } from 'toolferry';
import { createJournal, memoryStore } from 'toolferry/journal';
import {
  approveByInterrupt,
  createToolsFromClient,
  type LangChainThread,
  type LangChainTool,
  toLangChainTool,
} from 'toolferry/langchain';
import { beforeEach, describe, expect, test } from 'vitest';
import { startWorker } from '../journal/support/start-worker.ts';
import { langgraph04 } from '../peers/langchain-0.3/second-copies.ts';

const sent: string[] = [];
const inputSchema = { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] } as const;
const send = defineTool({
  name: 'send',
  description: 'Send an e-mail',
  inputSchema,
  handler({ to }) {
    sent.push(to);
    if (to === 'nobody') throw new Error('Nobody has no address.');
    return { sent: to };
  },
});
/** A tool of LangChain's own, which interrupts the graph. */
const ask = tool(async () => String(interrupt('Which one?')), {
  name: 'ask',
  description: 'Ask',
  schema: { type: 'object' },
});
const config = { configurable: { thread_id: 't1' } };
const start = { messages: [{ role: 'user', content: 'go' }] };
const journal = {} as never;

beforeEach(() => {
  sent.length = 0;
});

type Calls = readonly { readonly id: string; readonly name?: string; readonly to?: string }[];

/** A message that makes calls. Like most models' messages it has an id, which the others of the thread do not have. */
const asks = (...calls: Calls): AIMessage =>
  new AIMessage({
    id: crypto.randomUUID(),
    content: '',
    tool_calls: calls.map(({ id, name = 'send', to }) => ({ type: 'tool_call', id, name, args: to ? { to } : {} })),
  });

type Settings = Omit<BridgeOptions, 'journal'>;

/** The tools of a process, with those of later processes of the same worker. */
function recorded(settings: Settings = {}, thread: LangChainThread = true) {
  const { keys, startProcess, ended } = startWorker();
  const toolsOf = ({ tools = [send], ...others }: Settings) => {
    const bridge = createBridge({ ...others, tools, journal: startProcess() });
    return createToolsFromClient(bridge, { thread });
  };
  return { keys, ended, tools: toolsOf(settings), inNextProcess: () => toolsOf(settings) };
}

/** The node of the tools ends with an error after they ran, as often as `crashes` counts. */
interface Crashing {
  crashes: number;
}
function crash(crashing: Crashing): void {
  if (crashing.crashes-- > 0) throw new Error('The process died.');
}

interface Circumstances {
  readonly crashing?: Crashing;
  readonly checkpointer?: MemorySaver;
}

type Tools = readonly (LangChainTool | typeof ask)[];

function toolNodeGraph(
  tools: Tools,
  turns: readonly AIMessage[],
  { crashing = { crashes: 0 }, checkpointer = new MemorySaver() }: Circumstances = {},
) {
  const node = new ToolNode([...tools]);
  let turn = 0;
  return new StateGraph(MessagesAnnotation)
    .addNode('model', () => ({ messages: [turns[turn++] ?? new AIMessage('done')] }))
    .addNode('tools', async (state, nodeConfig) => {
      const answer = await node.invoke(state, nodeConfig);
      crash(crashing);
      return answer;
    })
    .addEdge('__start__', 'model')
    .addConditionalEdges(
      'model',
      ({ messages }) => ((messages.at(-1) as AIMessage).tool_calls?.length ? 'tools' : '__end__'),
      ['tools', '__end__'],
    )
    .addEdge('tools', 'model')
    .compile({ checkpointer });
}

function agentGraph(
  tools: Tools,
  turns: readonly AIMessage[],
  { crashing = { crashes: 0 }, checkpointer = new MemorySaver() }: Circumstances,
  version: 'v1' | 'v2',
) {
  const model = fakeModel();
  for (const turn of turns) model.respond(turn);
  for (let more = 0; more < 3; more++) model.respond(new AIMessage('done'));
  const middleware = createMiddleware({
    name: 'Crash',
    wrapToolCall: async (request, handler) => {
      const answer = await handler(request);
      crash(crashing);
      return answer;
    },
  });
  return createAgent({ model, tools: [...tools], middleware: [middleware], checkpointer, version })
    .graph as unknown as ReturnType<typeof toolNodeGraph>;
}

const graphs = {
  ToolNode: toolNodeGraph,
  'createAgent v1': (tools: Tools, turns: readonly AIMessage[], more: Circumstances = {}) =>
    agentGraph(tools, turns, more, 'v1'),
  'createAgent v2': (tools: Tools, turns: readonly AIMessage[], more: Circumstances = {}) =>
    agentGraph(tools, turns, more, 'v2'),
};
type Graph = ReturnType<typeof toolNodeGraph>;

const answersOf = (messages: readonly BaseMessage[]) =>
  messages.filter((message) => ToolMessage.isInstance(message)).map(({ text, status }) => `${status}: ${text}`);

describe.each(Object.entries(graphs))('%s', (_, createGraph) => {
  test('a node that fails after its tools ran is executed again in another process, and each call takes effect once', async () => {
    const { tools, keys, ended, inNextProcess } = recorded();
    const message = asks({ id: 'a', to: 'ada' }, { id: 'b', to: 'bob' });
    const checkpointer = new MemorySaver();
    const crashing = { crashes: 1 };
    const graph = createGraph(tools, [message], { crashing, checkpointer });
    await expect(graph.invoke(start, config)).rejects.toThrow('The process died.');
    await ended(2);
    const { messages } = await createGraph(inNextProcess(), [], { checkpointer }).invoke(null, config);
    expect(sent.toSorted()).toEqual(['ada', 'bob']);
    expect(answersOf(messages)).toEqual(['success: {"sent":"ada"}', 'success: {"sent":"bob"}']);
    expect(keys().toSorted()).toEqual([`t1/${message.id}/a`, `t1/${message.id}/b`]);
  });

  test('without the option the call takes effect twice', async () => {
    const crashing = { crashes: 1 };
    const graph = createGraph(createToolsFromClient([send]), [asks({ id: 'a', to: 'ada' })], { crashing });
    await expect(graph.invoke(start, config)).rejects.toThrow('The process died.');
    await graph.invoke(null, config);
    expect(sent).toEqual(['ada', 'ada']);
  });

  test('a failed call is recorded as failed, and is not tried again', async () => {
    const crashing = { crashes: 1 };
    const graph = createGraph(recorded().tools, [asks({ id: 'a', to: 'nobody' })], { crashing });
    await expect(graph.invoke(start, config)).rejects.toThrow('The process died.');
    const { messages } = await graph.invoke(null, config);
    expect(sent).toEqual(['nobody']);
    expect(answersOf(messages)).toEqual(['error: Nobody has no address.']);
  });

  test('a call that was cut off is answered with outcome_unknown', async () => {
    let started = () => {};
    const isStarted = new Promise<void>((resolve) => {
      started = resolve;
    });
    const hang = defineTool({
      ...send,
      handler: async ({ to }) => {
        sent.push(to);
        started();
        await new Promise(() => {});
      },
    });
    const { tools, inNextProcess } = recorded({ tools: [hang] });
    const checkpointer = new MemorySaver();
    void createGraph(tools, [asks({ id: 'a', to: 'ada' })], { checkpointer }).invoke(start, config);
    await isStarted;
    const { messages } = await createGraph(inNextProcess(), [], { checkpointer }).invoke(null, config);
    expect(sent).toEqual(['ada']);
    expect(messages.find((message) => ToolMessage.isInstance(message))?.artifact).toMatchObject({
      code: 'outcome_unknown',
    });
  });

  test('a tool that interrupts the graph does not repeat the call beside it', async () => {
    const { tools } = recorded();
    const graph = createGraph([...tools, ask], [asks({ id: 'a', to: 'ada' }, { id: 'b', name: 'ask' })]);
    await graph.invoke(start, config);
    const { messages } = await graph.invoke(new Command({ resume: 'the second' }), config);
    expect(sent).toEqual(['ada']);
    expect(answersOf(messages)).toEqual(['success: {"sent":"ada"}', 'success: the second']);
  });

  test('approvals, headless tools and recorded calls wait for each other in one message', async () => {
    const remove = defineTool({ ...send, name: 'remove', metadata: { operationType: 'destructive' } });
    const locate = defineTool({ name: 'locate', description: 'Locate', inputSchema: { type: 'object' } });
    const { tools } = recorded({ tools: [send, remove, locate], approve: approveByInterrupt() });
    const message = asks({ id: 'a', to: 'ada' }, { id: 'b', name: 'remove', to: 'bob' }, { id: 'c', name: 'locate' });
    const graph = createGraph(tools, [message]);
    await graph.invoke(start, config);
    const known = {
      b: { approved: true, toolCall: { id: 'b', name: 'remove', args: { to: 'bob' } } },
      c: { city: 'Basel' },
    };
    for (let round = 0; round < 5; round++) {
      const pending = (await graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts);
      if (pending.length === 0) break;
      const resume = Object.fromEntries(pending.map(({ id = '' }) => [id, known]));
      await graph.invoke(new Command({ resume }), config);
    }
    expect(sent.toSorted()).toEqual(['ada', 'bob']);
    const { messages } = (await graph.getState(config)).values;
    expect(answersOf(messages)).toEqual([
      'success: {"sent":"ada"}',
      'success: {"sent":"bob"}',
      'success: {"city":"Basel"}',
    ]);
  });

  test('the same call ids in another thread run', async () => {
    const { tools } = recorded();
    for (const thread_id of ['t1', 't2'])
      await createGraph(tools, [asks({ id: 'call_0', to: 'ada' })]).invoke(start, {
        configurable: { thread_id },
      });
    expect(sent).toEqual(['ada', 'ada']);
  });

  test('a fork whose model answers with a new message runs its calls, and one with the old message does not', async () => {
    const { tools } = recorded();
    const turns = [asks({ id: 'call_0', to: 'ada' }), new AIMessage('done'), asks({ id: 'call_0', to: 'ada' })];
    const graph = createGraph(tools, turns);
    await graph.invoke(start, config);
    const before = async (node: string) => {
      for await (const { next, config: fork } of graph.getStateHistory(config)) if (next.includes(node)) return fork;
      throw new Error(`There is no checkpoint before ${node}.`);
    };
    const tools1 = await before('tools');
    const history = [];
    for await (const snapshot of graph.getStateHistory(config)) history.push(snapshot);
    const first = history.findLast(({ next }) => next.some((node) => node.startsWith('model')));
    await graph.invoke(null, first?.config);
    expect(sent).toEqual(['ada', 'ada']);
    await graph.invoke(null, tools1);
    expect(sent).toEqual(['ada', 'ada']);
  });
});

// ToolNode and `createAgent` v1 skip a call whose id was answered anywhere in the thread (langgraph 1.4.18).
test('a provider that uses a call id again in the next message runs it again', async () => {
  const { tools } = recorded();
  const turns = ['ada', 'ada', 'bob'].map((to) => asks({ id: 'call_0', to }));
  await graphs['createAgent v2'](tools, turns).invoke(start, config);
  expect(sent).toEqual(['ada', 'ada', 'bob']);
});

test('a call that still runs when its node is executed again is waited for, and takes effect once', async () => {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const slow = defineTool({
    ...send,
    name: 'slow',
    handler: async ({ to }) => {
      sent.push(to);
      await finished;
      return { sent: to };
    },
  });
  const { tools } = recorded({ tools: [slow] });
  const message = asks({ id: 'a', name: 'slow', to: 'ada' }, { id: 'b', name: 'ask' });
  const graph = toolNodeGraph([...tools, ask], [message]);
  await graph.invoke(start, config);
  const resumed = graph.invoke(new Command({ resume: 'the second' }), config);
  setTimeout(finish, 20);
  expect(answersOf((await resumed).messages)).toEqual(['success: {"sent":"ada"}', 'success: the second']);
  expect(sent).toEqual(['ada']);
});

test('a call that another process still runs is not run, and the answer says so', async () => {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const slow = defineTool({
    ...send,
    handler: async ({ to }) => {
      sent.push(to);
      await finished;
      return { sent: to };
    },
  });
  const store = memoryStore();
  const state = { messages: [asks({ id: 'a', to: 'ada' })] };
  const call = { type: 'tool_call', id: 'a', name: 'send', args: { to: 'ada' } } as const;
  const callInProcess = () => {
    const [tool] = createToolsFromClient([slow], { journal: createJournal(store, { leaseMs: 600 }), thread: true });
    return tool?.invoke(call, { ...config, state } as object) as Promise<ToolMessage>;
  };
  const first = callInProcess();
  expect((await callInProcess()).text).toBe(
    '"send" runs in another process, which records its result. Do not call it again.',
  );
  finish();
  expect((await first).text).toBe('{"sent":"ada"}');
  expect((await callInProcess()).text).toBe('{"sent":"ada"}');
  expect(sent).toEqual(['ada']);
});

test('a handler that interrupts the graph by itself is executed again after the answer', async () => {
  const confirm = defineTool({
    ...send,
    name: 'confirm',
    handler: ({ to }) => {
      const answer = interrupt(`Send to ${to}?`);
      sent.push(to);
      return answer;
    },
  });
  const { tools } = recorded({ tools: [confirm] });
  const graph = toolNodeGraph(tools, [asks({ id: 'a', name: 'confirm', to: 'ada' })]);
  await graph.invoke(start, config);
  const { messages } = await graph.invoke(new Command({ resume: 'yes' }), config);
  expect(answersOf(messages)).toEqual(['success: yes']);
  expect(sent).toEqual(['ada']);
});

test('LangGraph 0.4, whose tools get no state: the message is found in its own copy of it', async () => {
  const { tools, keys } = recorded();
  const [sender] = tools;
  const crashing = { crashes: 1 };
  const message = new langgraph04.AIMessage({
    content: '',
    tool_calls: [{ type: 'tool_call', id: 'a', name: 'send', args: { to: 'ada' } }],
  });
  const node = new langgraph04.ToolNode([sender as never]);
  const graph = new langgraph04.StateGraph(langgraph04.MessagesAnnotation)
    .addNode('model', () => ({ messages: [message] }))
    .addNode('tools', async (state, nodeConfig) => {
      const answer = await node.invoke(state, nodeConfig);
      crash(crashing);
      return answer;
    })
    .addEdge('__start__', 'model')
    .addEdge('model', 'tools')
    .compile({ checkpointer: new langgraph04.MemorySaver() });
  await expect(graph.invoke(start, config)).rejects.toThrow('The process died.');
  const { messages } = await graph.invoke(null, config);
  expect(sent).toEqual(['ada']);
  expect(messages.at(-1)?.text).toBe('{"sent":"ada"}');
  expect(keys()).toEqual([`t1/${messages.at(-2)?.id}/a`]);
});

test('an agent that is a node of another graph records its calls under the same thread', async () => {
  const { tools, keys } = recorded();
  const crashing = { crashes: 1 };
  const message = asks({ id: 'a', to: 'ada' });
  const agent = createAgent({
    model: fakeModel().respond(message).respond(new AIMessage('done')),
    tools,
    middleware: [
      createMiddleware({
        name: 'Crash',
        wrapToolCall: async (request, handler) => {
          const answer = await handler(request);
          crash(crashing);
          return answer;
        },
      }),
    ],
  });
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('agent', agent.graph as never)
    .addEdge('__start__', 'agent' as never)
    .compile({ checkpointer: new MemorySaver() }) as unknown as Graph;
  await expect(graph.invoke(start, config)).rejects.toThrow('The process died.');
  await graph.invoke(null, config);
  expect(sent).toEqual(['ada']);
  expect(keys()).toEqual([`t1/${message.id}/a`]);
});

describe('a node that calls tools by itself', () => {
  const State = Annotation.Root({
    chat: Annotation<BaseMessage[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
  });
  const graphOf = (tools: readonly LangChainTool[], message: AIMessage, crashing: Crashing) =>
    new StateGraph(State)
      .addNode('model', () => ({ chat: [message] }))
      .addNode('act', async ({ chat }, nodeConfig) => {
        const calls = (chat.at(-1) as AIMessage).tool_calls ?? [];
        const answers = await Promise.all(
          calls.map((call) => tools[0]?.invoke({ ...call, type: 'tool_call' }, nodeConfig)),
        );
        crash(crashing);
        return { chat: answers as BaseMessage[] };
      })
      .addEdge('__start__', 'model')
      .addEdge('model', 'act')
      .compile({ checkpointer: new MemorySaver() });

  test('the message is found in any list of the state', async () => {
    const { tools, keys } = recorded();
    const message = asks({ id: 'a', to: 'ada' });
    const graph = graphOf(tools, message, { crashes: 1 });
    await expect(graph.invoke({ chat: [] }, config)).rejects.toThrow('The process died.');
    const { chat } = await graph.invoke(null, config);
    expect(answersOf(chat)).toEqual(['success: {"sent":"ada"}']);
    expect(sent).toEqual(['ada']);
    expect(keys()).toEqual([`t1/${message.id}/a`]);
  });

  test('a loop inside one node, whose messages no state has, is not run under the id of an older call', async () => {
    const { tools } = recorded();
    const old = asks({ id: 'call_0', to: 'ada' });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('loop', async (_, nodeConfig) => {
        const call = { type: 'tool_call' as const, id: 'call_0', name: 'send', args: { to: 'ada' } };
        return { messages: [(await tools[0]?.invoke(call, nodeConfig)) as ToolMessage] };
      })
      .addEdge('__start__', 'loop')
      .compile({ checkpointer: new MemorySaver() });
    const answered = new ToolMessage({ tool_call_id: 'call_0', content: 'sent' });
    const { messages } = await graph.invoke({ messages: [old, answered] }, config);
    expect(messages.at(-1)?.text).toBe(
      '"send" was not run, because its call cannot be recorded: no message in the state of the graph asks for it. Return { thread, message } from a function thread, with the id of the message.',
    );
    expect(sent).toEqual([]);
  });

  test('an entrypoint has no messages in its state: the function thread names the message', async () => {
    const { tools, keys } = recorded({}, ({ configurable, metadata }) => ({
      thread: configurable?.thread_id,
      message: String(metadata?.asked_by),
    }));
    const [sender] = tools;
    const workflow = entrypoint(
      { checkpointer: new MemorySaver(), name: 'workflow' },
      async (to: string, runConfig) => {
        const call = { type: 'tool_call' as const, id: 'a', name: 'send', args: { to } };
        const answer = await sender?.invoke(call, { ...runConfig, metadata: { asked_by: 'm1' } });
        return [answer?.content, interrupt('Go on?')];
      },
    );
    await workflow.invoke('ada', config);
    expect(await workflow.invoke(new Command({ resume: 'yes' }), config)).toEqual(['{"sent":"ada"}', 'yes']);
    expect(sent).toEqual(['ada']);
    expect(keys()).toEqual(['t1/m1/a']);
  });
});

describe('a call that cannot be recorded is not run', () => {
  const call = { type: 'tool_call', id: 'a', name: 'send', args: { to: 'ada' } } as const;
  const state = { messages: [asks({ id: 'a', to: 'ada' })] };

  test.each<[string, LangChainThread, object, RegExp]>([
    [
      'a graph without a thread',
      true,
      { state },
      /recorded: the config has no thread_id\. Invoke the graph with \{ conf/,
    ],
    ['an empty thread', true, { state, configurable: { thread_id: '' } }, /the config has no thread_id/],
    ['no message', true, config, /no message in the state of the graph asks for it\. Return \{ thread, message \}/],
    [
      'a message without an id',
      true,
      { ...config, state: [new AIMessage({ content: '', tool_calls: asks({ id: 'a' }).tool_calls ?? [] })] },
      /no message/,
    ],
    [
      'a function that names none',
      () => undefined,
      { state },
      /the function thread returned no thread\. Return the id/,
    ],
    ['a function that names no message', () => ({ thread: 't', message: '' }), { state }, /no message in the state/],
    [
      'a function that throws',
      () => {
        throw new Error('secret');
      },
      { state },
      /recorded: the function thread threw an error\.$/,
    ],
  ])('%s', async (_, thread, given, message) => {
    const [sender] = recorded({}, thread).tools;
    const answer = await sender?.invoke(call, given);
    expect(answer).toMatchObject({
      status: 'error',
      artifact: { code: 'journal_failed' },
      content: expect.stringMatching(message),
    });
    expect(sent).toEqual([]);
  });

  test('a call without an id', async () => {
    const [sender] = recorded().tools;
    await expect(sender?.invoke({ to: 'ada' }, { ...config, state } as never)).rejects.toThrow(
      '"send" was not run, because its call cannot be recorded: it has no id. Invoke the tool with a tool call that has one.',
    );
    expect(sent).toEqual([]);
  });
});

test('a Command cannot be recorded, which the first call says, and each repeat', async () => {
  let count = 0;
  const hand = defineTool({
    name: 'hand',
    description: 'Hand over',
    inputSchema: { type: 'object' },
    handler: () => {
      count += 1;
      return new Command({});
    },
  });
  const { tools, inNextProcess } = recorded({ tools: [hand] });
  const checkpointer = new MemorySaver();
  const crashing = { crashes: 1 };
  const graph = toolNodeGraph(tools, [asks({ id: 'a', name: 'hand' })], { crashing, checkpointer });
  await expect(graph.invoke(start, config)).rejects.toThrow('The process died.');
  const { messages } = await toolNodeGraph(inNextProcess(), [], { checkpointer }).invoke(null, config);
  const said =
    'error: "hand" ran, and returned a LangGraph Command or ToolMessage, which a journal cannot record. Create its LangChain tool without the option thread.';
  expect(answersOf(messages)).toEqual([said]);
  const first = toolNodeGraph(inNextProcess(), [asks({ id: 'a', name: 'hand' })]);
  expect(answersOf((await first.invoke(start, config)).messages)).toEqual([said]);
  expect(count).toBe(2);
});

test('toolRetryMiddleware gets the recorded failure again, and the handler runs once', async () => {
  const { startProcess } = startWorker();
  const tools = createToolsFromClient([send], { journal: startProcess(), thread: true, errors: 'throw' });
  const agent = createAgent({
    model: fakeModel()
      .respond(asks({ id: 'a', to: 'nobody' }))
      .respond(new AIMessage('done')),
    tools,
    // A cast, because its types do not allow `exactOptionalPropertyTypes` (langchain 1.5.14).
    middleware: [
      toolRetryMiddleware({ initialDelayMs: 1, onFailure: ({ message }) => message }) as unknown as AgentMiddleware,
    ],
    checkpointer: new MemorySaver(),
  });
  const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'go' }] }, config);
  expect(answersOf(messages)).toEqual(['error: Nobody has no address.']);
  expect(sent).toEqual(['nobody']);
});

test('a fork that edits a call in its old message is a conflict, and in a new message it runs', async () => {
  const { tools } = recorded();
  const message = asks({ id: 'a', to: 'ada' });
  const graph = toolNodeGraph(tools, [message]);
  await graph.invoke(start, config);
  const history = [];
  for await (const snapshot of graph.getStateHistory(config)) history.push(snapshot);
  const before = history.find(({ next }) => next.includes('tools'));
  const answerTo = async (id: string) => {
    const edited = new AIMessage({ ...asks({ id: 'a', to: 'bob' }).lc_kwargs, id } as never);
    const old = id === message.id ? [] : [new RemoveMessage({ id: String(message.id) })];
    const fork = await graph.updateState(before?.config ?? {}, { messages: [...old, edited] }, 'model');
    return answersOf((await graph.invoke(null, fork)).messages);
  };
  expect(await answerTo(String(message.id))).toEqual([expect.stringContaining('is that of another call')]);
  expect(sent).toEqual(['ada']);
  expect(await answerTo('m2')).toEqual(['success: {"sent":"bob"}']);
  expect(sent).toEqual(['ada', 'bob']);
});

test('a repeat shows the model the same image', async () => {
  const picture = defineTool({
    name: 'picture',
    description: 'Take a picture',
    inputSchema: { type: 'object' },
    handler: () => toolResult({ output: 1, content: [{ type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' }] }),
  });
  const { tools, inNextProcess } = recorded({ tools: [picture] });
  const call = { type: 'tool_call', id: 'a', name: 'picture', args: {} } as const;
  const state = { messages: [asks({ id: 'a', name: 'picture' })] };
  const run = async ([tool]: LangChainTool[]) =>
    (await tool?.invoke(call, { ...config, state } as object)) as ToolMessage;
  const first = await run(tools);
  const repeated = await run(inNextProcess());
  expect(repeated.content).toEqual(first.content);
  expect(first.content).toMatchObject([{ type: 'image_url' }]);
});

test('a slash in an id does not make two calls one, and a long key is a hash', async () => {
  const { keys, startProcess } = startWorker();
  const bridge = createBridge({ tools: [send], journal: startProcess() });
  const at = async (thread: string, message: string, id = 'a') => {
    const [sender] = createToolsFromClient(bridge, { thread: () => ({ thread, message }) });
    await sender?.invoke({ type: 'tool_call', id, name: 'send', args: { to: 'ada' } });
  };
  await at('a/b', 'c');
  await at('a', 'b/c');
  await at('a%2Fb', 'c');
  await at('ä'.repeat(300), 'c');
  expect(keys()).toEqual(['a%2Fb/c/a', 'a/b%2Fc/a', 'a%252Fb/c/a', expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(sent).toHaveLength(4);
});

test.each<[string, () => unknown, string]>([
  [
    'a bridge without a journal',
    () => createToolsFromClient(createBridge(), { thread: true }),
    'thread: this bridge has no journal',
  ],
  [
    'an array without a journal',
    () => createToolsFromClient([send], { thread: true }),
    'Pass journal to createBridge(), or',
  ],
  ['one tool without a journal', () => toLangChainTool(send, { thread: true }), 'thread: this bridge has no journal'],
  [
    'a string',
    () => createToolsFromClient([], { thread: 't1', journal } as never),
    'expected true or a function, not "t1".',
  ],
  [
    'false',
    () => createToolsFromClient([], { thread: false, journal } as never),
    'expected true or a function, not false.',
  ],
])('the option thread with %s is a TypeError', (_, create, message) => {
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
});
