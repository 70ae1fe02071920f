/** Graphs and agents of LangGraph as backends: client tools, server tools beside them, approvals, and what is emitted. */
import { AIMessage } from '@langchain/core/messages';
import { interrupt, MemorySaver, MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { createAgent, fakeModel, humanInTheLoopMiddleware, tool } from 'langchain';
import { type AgentEvent, createBridge, defineTool, type RunEvent, type ToolContext } from 'toolferry';
import { approveByInterrupt, createToolsFromClient } from 'toolferry/langchain';
import { type LangGraphFactory, langGraphBackend } from 'toolferry/langgraph';
import { expect, test } from 'vitest';
import { z } from 'zod';

const input = { messages: [{ role: 'user', content: 'go' }] };
const inputSchema = { type: 'object', properties: { n: { type: 'number' } } } as const;

/** A tool that counts its calls. */
function counted(name: string, returned: (input: { n?: number }) => unknown = ({ n }) => `${name} ${n}`) {
  const ran: unknown[] = [];
  const handler = (given: { n?: number }) => {
    ran.push(given);
    return returned(given);
  };
  return { ran, tool: defineTool({ name, description: name, inputSchema, handler }) };
}

/** A model that makes these calls in one message, whose text repeats the user's, and then answers. */
const callingModel = (...calls: { id: string; name: string; args: Record<string, unknown> }[]) =>
  fakeModel().respondWithTools(calls).respond(new AIMessage('All done'));

const toolTexts = (values: unknown) =>
  (values as { messages: { type: string; content: unknown; status?: string }[] }).messages
    .filter(({ type }) => type === 'tool')
    .map(({ content }) => content);

const eventsOf = (events: AgentEvent[]) => (event: RunEvent) => {
  if (event.type === 'backend') events.push(event.event as AgentEvent);
};

test('two client tools and a server tool of one message each run once, and the model gets every result', async () => {
  const [locate, read] = [counted('locate', () => ({ city: 'Basel' })), counted('read')];
  const sky = counted('sky', () => 'blue');
  const model = callingModel(
    { id: 'c1', name: 'locate', args: {} },
    { id: 's1', name: 'sky', args: {} },
    { id: 'c2', name: 'read', args: { n: 2 } },
  );
  const checkpointer = new MemorySaver();
  const backend = langGraphBackend(({ tools }) =>
    createAgent({ model, tools: [...createToolsFromClient([sky.tool]), ...tools], checkpointer }),
  );
  const events: AgentEvent[] = [];
  const pauses: unknown[] = [];
  const bridge = createBridge({ tools: [locate.tool, read.tool] });
  const output = await bridge.run(
    backend,
    { input },
    {
      onEvent: (event) => {
        eventsOf(events)(event);
        if (event.type === 'paused') pauses.push(event.pause.calls.map(({ id }) => id));
      },
    },
  );
  expect(output.text).toBe('All done');
  expect(toolTexts(output.values)).toEqual(['{"city":"Basel"}', 'blue', 'read 2']);
  expect([locate.ran, sky.ran, read.ran]).toEqual([[{}], [{}], [{ n: 2 }]]);
  expect(pauses).toEqual([['c1', 'c2']]);
  expect(events).toEqual([
    { type: 'text', text: 'go' },
    { type: 'tool-call', call: { id: 'c1', name: 'locate', input: {} } },
    { type: 'tool-call', call: { id: 's1', name: 'sky', input: {} } },
    { type: 'tool-call', call: { id: 'c2', name: 'read', input: { n: 2 } } },
    { type: 'tool-result', result: { toolCallId: 's1', toolName: 'sky', output: 'blue' } },
    { type: 'text', text: 'All done' },
  ]);
});

test("a graph with headless tools of LangChain's own pauses for the client tools of the same names", async () => {
  const locate = counted('locate', () => 'Basel');
  const headless = tool({ name: 'locate', description: 'Where', schema: z.object({}) });
  const model = callingModel({ id: 'c1', name: 'locate', args: {} });
  const graph = createAgent({ model, tools: [headless], checkpointer: new MemorySaver() });
  const { values } = await createBridge({ tools: [locate.tool] }).run(langGraphBackend(graph), { input });
  expect(toolTexts(values)).toEqual(['{"c1":"Basel"}']);
  expect(locate.ran).toHaveLength(1);
});

test('a failure and an output that looks like one reach the model as what they are', async () => {
  const [bad, odd] = [
    counted('bad', () => {
      throw new Error('no disk');
    }),
    counted('odd', () => ({ error: 'is a column' })),
  ];
  const model = callingModel({ id: 'c1', name: 'bad', args: {} }, { id: 'c2', name: 'odd', args: {} });
  const checkpointer = new MemorySaver();
  const backend = langGraphBackend(({ tools }) => createAgent({ model, tools, checkpointer }));
  const { values } = await createBridge({ tools: [bad.tool, odd.tool] }).run(backend, { input });
  const shown = (values.messages as { type: string; content: unknown; status?: string }[]).filter(
    ({ type }) => type === 'tool',
  );
  expect(shown.map(({ content, status }) => [content, status])).toEqual([
    ['no disk', 'error'],
    ['{"error":"is a column"}', 'success'],
  ]);
});

test.for([
  ['yes', true, 'wipe 1', 1],
  ['no', { approved: false, reason: 'not today' }, expect.stringContaining('not today'), 0],
] as const)('approveByInterrupt asks the bridge, and a %s decides', async ([, decision, shown, count]) => {
  const wipe = counted('wipe');
  const gated = { ...wipe.tool, metadata: { operationType: 'destructive' } };
  const model = callingModel({ id: 'a1', name: 'wipe', args: { n: 1 } });
  const tools = createToolsFromClient([gated], { approve: approveByInterrupt() });
  const graph = createAgent({ model, tools, checkpointer: new MemorySaver() });
  const asked: unknown[] = [];
  const bridge = createBridge({
    approve: ({ call, reason }) => {
      asked.push([call, reason]);
      return decision;
    },
  });
  const events: AgentEvent[] = [];
  const { values } = await bridge.run(langGraphBackend(graph), { input }, { onEvent: eventsOf(events) });
  expect(asked).toEqual([[{ id: 'a1', name: 'wipe', input: { n: 1 } }, expect.stringContaining('destructive')]]);
  expect(toolTexts(values)).toEqual([shown]);
  expect(wipe.ran).toHaveLength(count);
  expect(events.filter(({ type }) => type === 'tool-result')).toHaveLength(1);
});

test.for([
  ['yes', true, 'wipe 1', 1],
  ['no', { approved: false, reason: 'not today' }, 'not today', 0],
] as const)(
  'humanInTheLoopMiddleware asks the bridge with the id of the call, and a %s decides',
  async ([, approve, shown, count]) => {
    const wipe = counted('wipe');
    const model = callingModel({ id: 'a1', name: 'wipe', args: { n: 1 } });
    const graph = createAgent({
      model,
      tools: createToolsFromClient([wipe.tool]),
      middleware: [humanInTheLoopMiddleware({ interruptOn: { wipe: true } } as never) as never],
      checkpointer: new MemorySaver(),
    });
    const ids: string[] = [];
    const bridge = createBridge({
      approve: ({ call }) => {
        ids.push(call.id);
        return approve;
      },
    });
    const { values } = await bridge.run(langGraphBackend(graph), { input });
    expect(ids).toEqual(['a1']);
    expect(toolTexts(values)).toEqual([shown]);
    expect(wipe.ran).toHaveLength(count);
  },
);

test('an approval and a client tool of one message are answered in one round, and a tool that asks twice repeats neither', async () => {
  const [locate, wipe] = [counted('locate', () => 'Basel'), counted('wipe')];
  const model = callingModel({ id: 'c1', name: 'locate', args: {} }, { id: 'a1', name: 'wipe', args: { n: 1 } });
  const checkpointer = new MemorySaver();
  const twice = defineTool({
    name: 'wipe',
    description: 'wipe',
    inputSchema,
    metadata: { operationType: 'destructive' },
    handler: (given: { n?: number }, context: ToolContext) => {
      const { interrupt: ask } = (context.caller?.options ?? {}) as {
        interrupt(value: unknown): Record<string, unknown>;
      };
      const answer = ask({ type: 'tool', toolCall: { id: 'inner', name: 'locate', args: { n: 7 } } });
      return `${wipe.tool.handler?.(given, context)} at ${answer.inner}`;
    },
  });
  const backend = langGraphBackend(({ tools }) => {
    const own = createToolsFromClient([twice], { approve: approveByInterrupt() });
    return createAgent({ model, tools: [...own, ...tools], checkpointer });
  });
  const rounds: string[][] = [];
  const { values } = await createBridge({ tools: [locate.tool], approve: () => true }).run(
    backend,
    { input },
    { onEvent: (event) => void (event.type === 'paused' && rounds.push(event.pause.calls.map(({ id }) => id))) },
  );
  expect(rounds).toEqual([['c1', 'a1'], ['inner']]);
  expect(toolTexts(values)).toEqual(['Basel', 'wipe 1 at Basel']);
  expect([locate.ran.length, wipe.ran.length]).toEqual([2, 1]);
});

test('a client tool of a nested agent pauses the whole graph, and what the nested agent does is emitted once', async () => {
  const locate = counted('locate', () => 'Basel');
  const checkpointer = new MemorySaver();
  const model = callingModel({ id: 'c1', name: 'locate', args: {} });
  const factory: LangGraphFactory = ({ tools }) => {
    const nested = createAgent({ model, tools });
    return new StateGraph(MessagesAnnotation)
      .addNode('nested', nested.graph)
      .addEdge('__start__', 'nested')
      .compile({ checkpointer });
  };
  const events: AgentEvent[] = [];
  const { text } = await createBridge({ tools: [locate.tool] }).run(
    langGraphBackend(factory),
    { input },
    { onEvent: eventsOf(events) },
  );
  expect(text).toBe('All done');
  expect(locate.ran).toHaveLength(1);
  expect(events).toEqual([
    { type: 'text', text: 'go' },
    { type: 'tool-call', call: { id: 'c1', name: 'locate', input: {} } },
    { type: 'text', text: 'All done' },
  ]);
});

test('a client tool of an agent that a tool calls pauses the outer agent, and the text of the inner one is not emitted', async () => {
  const locate = counted('locate', () => 'Basel');
  const checkpointer = new MemorySaver();
  const innerModel = callingModel({ id: 'c1', name: 'locate', args: {} });
  const model = callingModel({ id: 'o1', name: 'ask_inner', args: {} });
  const backend = langGraphBackend(({ tools }) => {
    const inner = createAgent({ model: innerModel, tools });
    const askInner = tool(
      async () => {
        const { messages } = await inner.invoke({ messages: [{ role: 'user', content: 'inner' }] });
        return `Inner: ${messages.at(-1)?.text}`;
      },
      { name: 'ask_inner', description: 'Ask', schema: z.object({}) },
    );
    return createAgent({ model, tools: [askInner], checkpointer });
  });
  const events: AgentEvent[] = [];
  const { values } = await createBridge({ tools: [locate.tool] }).run(
    backend,
    { input },
    { onEvent: eventsOf(events) },
  );
  expect(toolTexts(values)).toEqual(['Inner: All done']);
  expect(locate.ran).toHaveLength(1);
  expect(events).toEqual([
    { type: 'text', text: 'go' },
    { type: 'tool-call', call: { id: 'o1', name: 'ask_inner', input: {} } },
    { type: 'tool-call', call: { id: 'c1', name: 'locate', input: {} } },
    { type: 'tool-result', result: { toolCallId: 'o1', toolName: 'ask_inner', output: 'Inner: All done' } },
    { type: 'text', text: 'All done' },
  ]);
});

test('an interrupt that is not about a tool call rejects with the interrupt, and a value for it continues the thread', async () => {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('ask', () => ({ messages: [new AIMessage(`Hello ${interrupt('Who is there?')}`)] }))
    .addEdge('__start__', 'ask')
    .compile({ checkpointer: new MemorySaver() });
  const bridge = createBridge();
  const backend = langGraphBackend(graph);
  const refused = await bridge.run(backend, { threadId: 't1', input }).catch((error) => error);
  expect(refused).toMatchObject({ code: 'cannot_pause', data: { interrupts: [{ value: 'Who is there?' }] } });
  const [{ id }] = refused.data.interrupts;
  const resume = { [id]: 'Ada' };
  const other = bridge.run(backend, { threadId: 't1', resume: { name: 'Eve' } });
  await expect(other).rejects.toMatchObject({ code: 'already_resumed' });
  expect(await bridge.run(backend, { threadId: 't1', resume })).toMatchObject({ text: 'Hello Ada' });
  await expect(bridge.run(backend, { threadId: 't1', resume })).rejects.toMatchObject({ code: 'already_resumed' });
});

test('a graph without a checkpointer is refused before anything runs', async () => {
  const model = callingModel();
  const backend = langGraphBackend(({ tools }) => createAgent({ model, tools }));
  await expect(createBridge().run(backend, { input })).rejects.toMatchObject({
    code: 'cannot_pause',
    message: expect.stringContaining('no checkpointer'),
  });
  expect(model.callCount).toBe(0);
});

test("an approval in an agent of version: 'v1' is refused with the reason, and client tools work there", async () => {
  const [wipe, locate] = [counted('wipe'), counted('locate', () => 'Basel')];
  const gated = { ...wipe.tool, metadata: { operationType: 'destructive' } };
  const checkpointer = new MemorySaver();
  const agentOf = (...calls: Parameters<typeof callingModel>) => {
    const model = callingModel(...calls);
    const own = createToolsFromClient([gated], { approve: approveByInterrupt() });
    return langGraphBackend(({ tools }) =>
      createAgent({ model, tools: [...own, ...tools], checkpointer, version: 'v1' }),
    );
  };
  const bridge = createBridge({ tools: [locate.tool], approve: () => true });
  await expect(bridge.run(agentOf({ id: 'a1', name: 'wipe', args: {} }), { input })).rejects.toMatchObject({
    code: 'cannot_pause',
    message: expect.stringContaining("version: 'v1'"),
  });
  expect(wipe.ran).toEqual([]);
  const calls = [1, 2, 3].map((n) => ({ id: `c${n}`, name: 'locate', args: { n } }));
  const { values } = await bridge.run(agentOf(...calls), { input });
  expect(toolTexts(values)).toEqual(['Basel', 'Basel', 'Basel']);
  expect(locate.ran).toHaveLength(3);
});

test('what is not a compiled graph is refused where the backend is made, or at the first run of a function', async () => {
  const graph = new StateGraph(MessagesAnnotation).addNode('idle', () => ({})).addEdge('__start__', 'idle');
  const message = /call compile\(\) of a StateGraph/;
  expect(() => langGraphBackend(graph as never)).toThrow(message);
  await expect(
    createBridge().run(
      langGraphBackend(() => graph as never),
      { input },
    ),
  ).rejects.toThrow(message);
});

test('a graph with breakpoints is refused, because they ask about no call', async () => {
  const model = callingModel();
  const graph = createAgent({ model, tools: [], checkpointer: new MemorySaver() }).graph;
  graph.interruptBefore = ['model_request'] as never;
  await expect(createBridge().run(langGraphBackend(graph), { input })).rejects.toMatchObject({ code: 'cannot_pause' });
});

test('a streaming model is emitted piece by piece, and its whole message not again', async () => {
  const { FakeStreamingChatModel } = await import('@langchain/core/utils/testing');
  const { AIMessageChunk } = await import('@langchain/core/messages');
  const chunks = ['Ba', 'sel'].map((content) => new AIMessageChunk({ id: 'm1', content }));
  const model = new FakeStreamingChatModel({ chunks });
  const graph = createAgent({ model, tools: [], checkpointer: new MemorySaver() });
  const events: AgentEvent[] = [];
  const { text } = await createBridge().run(langGraphBackend(graph), { input }, { onEvent: eventsOf(events) });
  expect(text).toBe('Basel');
  expect(events).toEqual([
    { type: 'text', text: 'Ba' },
    { type: 'text', text: 'sel' },
  ]);
});
