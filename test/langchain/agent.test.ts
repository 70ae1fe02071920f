import { HumanMessage } from '@langchain/core/messages';
import { Command, interrupt, MemorySaver, MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { createAgent, createMiddleware } from 'langchain';
import { createBridge, defineTool, type Verdict } from 'toolferry';
import { createToolsFromClient, toLangChainTool } from 'toolferry/langchain';
import { expect, test, vi } from 'vitest';
import { modelThatCalls, runCalls } from './run-calls.js';

const add = defineTool({
  name: 'add',
  description: 'Add',
  inputSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
  handler: ({ a }) => ({ sum: a + 1 }),
});
const fail = defineTool({
  name: 'fail',
  description: 'Fail',
  inputSchema: { type: 'object' },
  handler: () => {
    throw new TypeError('No paper');
  },
});
const erase = defineTool({
  name: 'erase',
  description: 'Erase a disk',
  inputSchema: { type: 'object', properties: { disk: { type: 'string' } }, required: ['disk'] },
  metadata: { operationType: 'destructive' },
  handler: ({ disk }) => `erased ${disk}`,
});

test('an agent calls a client tool and reads its result', async () => {
  const messages = await runCalls(createToolsFromClient([add]), [{ id: 'c1', name: 'add', args: { a: 1 } }]);
  expect(messages).toMatchObject([{ content: '{"sum":2}', status: 'success', tool_call_id: 'c1', name: 'add' }]);
});

test('a failed and an invalid call become error messages without a stack, and the run continues (openclaw#9717)', async () => {
  const messages = await runCalls(createToolsFromClient([add, fail]), [
    { id: 'c1', name: 'fail', args: {} },
    { id: 'c2', name: 'add', args: { a: 'one' } },
    { id: 'c3', name: 'add', args: { a: 1 } },
  ]);
  expect(messages).toMatchObject([
    { status: 'error', content: 'No paper', artifact: { code: 'failed' } },
    { status: 'error', content: 'Invalid input for "add": a: must be number.', artifact: { code: 'invalid_input' } },
    { status: 'success', content: '{"sum":2}' },
  ]);
});

test('a failed call does not end the agent under wrapToolCall middleware (deepagentsjs#593)', async () => {
  const statuses: unknown[] = [];
  const watch = createMiddleware({
    name: 'watch',
    wrapToolCall: async (request, handler) => {
      const message = await handler(request);
      statuses.push('status' in message && message.status);
      return message;
    },
  });
  const calls = [{ id: 'c1', name: 'fail', args: {} }];
  const messages = await runCalls(createToolsFromClient([fail]), calls, { middleware: [watch] });
  expect(messages).toMatchObject([{ status: 'error', content: 'No paper', tool_call_id: 'c1' }]);
  expect(statuses).toEqual(['error']);
});

test("LangGraph's ToolNode accepts the tools and returns the same messages", async () => {
  const node = new ToolNode(createToolsFromClient([add, fail]));
  const request = await modelThatCalls(
    { id: 'c1', name: 'add', args: { a: 1 } },
    { id: 'c2', name: 'fail', args: {} },
  ).invoke([new HumanMessage('go')]);
  expect(await node.invoke([request])).toMatchObject([
    { content: '{"sum":2}', status: 'success', tool_call_id: 'c1' },
    { content: 'No paper', status: 'error', tool_call_id: 'c2' },
  ]);
});

test('parallel calls run concurrently, and each gets its own result (TanStack/ai#302)', async () => {
  let running = 0;
  let maxRunning = 0;
  const slow = defineTool({
    name: 'slow',
    description: 'Slow',
    inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    handler: async ({ n }) => {
      maxRunning = Math.max(maxRunning, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20 - n));
      running--;
      return n;
    },
  });
  const calls = Array.from({ length: 8 }, (_, n) => ({ id: `c${n}`, name: 'slow', args: { n } }));
  const messages = await runCalls(createToolsFromClient([slow]), calls);
  expect(messages.map(({ tool_call_id, content }) => [tool_call_id, content])).toEqual(
    calls.map(({ id, args }) => [id, String(args.n)]),
  );
  expect(maxRunning).toBe(8);
});

test('a hung handler harms only its own call (livekit/agents-js#2428)', async () => {
  const hung = { ...fail, name: 'hung', handler: () => new Promise(() => {}) };
  const messages = await runCalls(createToolsFromClient([add, hung], { timeoutMs: 20 }), [
    { id: 'c1', name: 'hung', args: {} },
    { id: 'c2', name: 'add', args: { a: 1 } },
  ]);
  expect(messages).toMatchObject([
    { status: 'error', content: '"hung" did not finish within 20 ms.', artifact: { code: 'timeout' } },
    { status: 'success', content: '{"sum":2}' },
  ]);
});

test('results that would break a checkpoint become JSON, a circular one is an error, and the run continues (mastra#14535)', async () => {
  const odd = {
    ...fail,
    name: 'odd',
    handler: () =>
      new Map<string, unknown>([
        ['big', 10n],
        ['at', new Date(0)],
      ]),
  };
  const circular = {
    ...fail,
    name: 'circular',
    handler: () => {
      const node: Record<string, unknown> = {};
      return Object.assign(node, { node });
    },
  };
  const agent = createAgent({
    model: modelThatCalls({ id: 'c1', name: 'odd', args: {} }, { id: 'c2', name: 'circular', args: {} }),
    tools: createToolsFromClient([odd, circular]),
    checkpointer: new MemorySaver(),
  });
  const config = { configurable: { thread_id: 't1' } };
  await agent.invoke({ messages: 'go' }, config);
  const { messages } = (await agent.graph.getState(config)).values;
  expect(messages.slice(-3)).toMatchObject([
    { artifact: { big: '10', at: '1970-01-01T00:00:00.000Z' }, status: 'success' },
    { artifact: { code: 'invalid_output' }, status: 'error' },
    { content: 'done' },
  ]);
});

test('keys that the schema leaves open reach the handler (kibana#287815)', async () => {
  const open = {
    ...add,
    inputSchema: { type: 'object', additionalProperties: true },
    handler: (input: unknown) => input,
  };
  const args = { 'a.b': 1, nested: { c: [null] } };
  expect(await runCalls(createToolsFromClient([open]), [{ id: 'c1', name: 'add', args }])).toMatchObject([
    { artifact: args },
  ]);
});

test('aborting the agent rejects with its reason and reaches the handler (mastra#13646)', async () => {
  const aborted = vi.fn();
  const waits = {
    ...fail,
    handler: (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise(() => signal.addEventListener('abort', aborted)),
  };
  const agent = createAgent({
    model: modelThatCalls({ id: 'c1', name: 'fail', args: {} }),
    tools: createToolsFromClient([waits]),
  });
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('the user left')), 30);
  await expect(agent.invoke({ messages: 'go' }, { signal: controller.signal })).rejects.toThrow('the user left');
  expect(aborted).toHaveBeenCalledTimes(1);
});

test('a graph whose node calls a tool rejects with an Error if the reason of an abort is a string', async () => {
  const waits = toLangChainTool({ ...fail, handler: () => new Promise(() => {}) });
  const controller = new AbortController();
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('call', async () => {
      await waits.invoke({}, { signal: controller.signal });
      return {};
    })
    .addEdge('__start__', 'call')
    .compile();
  setTimeout(() => controller.abort('the user left'), 20);
  await expect(graph.invoke({ messages: [] })).rejects.toMatchObject({ name: 'AbortError', message: 'the user left' });

  const early = new AbortController();
  const agent = createAgent({ model: modelThatCalls({ id: 'c1', name: 'fail', args: {} }), tools: [waits] });
  setTimeout(() => early.abort('the user left'), 20);
  const error: unknown = await agent
    .invoke({ messages: 'go' }, { signal: early.signal })
    .catch((each: unknown) => each);
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toContain('the user left');
});

test('a tool that was removed from the bridge or replaced is not run', async () => {
  const bridge = createBridge({ tools: [add] });
  const tools = createToolsFromClient(bridge);
  bridge.tools.remove('add');
  const calls = [{ id: 'c1', name: 'add', args: { a: 1 } }];
  expect(await runCalls(tools, calls)).toMatchObject([{ status: 'error', artifact: { code: 'unknown_tool' } }]);
  bridge.tools.add({ ...add, handler: () => 'another tool of that name' });
  expect(await runCalls(tools, calls)).toMatchObject([{ status: 'error', artifact: { code: 'unknown_tool' } }]);
});

test('the policy is called for each call, with the call', async () => {
  let verdict: Verdict = 'allow';
  const policy = vi.fn((): Verdict => verdict);
  const tools = createToolsFromClient([add], { policy });
  const calls = [{ id: 'c1', name: 'add', args: { a: 1 } }];
  expect(await runCalls(tools, calls)).toMatchObject([{ status: 'success' }]);
  expect(policy).toHaveBeenLastCalledWith(expect.anything(), { id: 'c1', name: 'add', input: { a: 1 } });
  verdict = { action: 'block', reason: 'it is night' };
  expect(await runCalls(tools, calls)).toMatchObject([
    { status: 'error', content: '"add" was not run: it is night.', artifact: { code: 'denied' } },
  ]);
});

test('a destructive tool runs only if approve returns true for exactly this call (vercel/ai#6732)', async () => {
  const calls = [{ id: 'c1', name: 'erase', args: { disk: 'sda' } }];
  expect(await runCalls(createToolsFromClient([erase]), calls)).toMatchObject([{ artifact: { code: 'denied' } }]);
  const approve = vi.fn(() => true);
  const messages = await runCalls(createToolsFromClient([erase], { approve }), calls);
  expect(messages).toMatchObject([{ content: 'erased sda' }]);
  expect(approve).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      call: { id: 'c1', name: 'erase', input: { disk: 'sda' } },
      reason: 'it is destructive',
      caller: expect.objectContaining({
        kind: 'langchain',
        options: expect.objectContaining({ toolCallId: 'c1' }),
      }),
    }),
  );
});

test('approve may interrupt the graph: nothing runs before it is resumed, and an edited input is the one that runs', async () => {
  const handler = vi.fn(({ disk }: { disk: string }) => `erased ${disk}`);
  const agent = createAgent({
    model: modelThatCalls({ id: 'c1', name: 'erase', args: { disk: 'sda' } }),
    tools: createToolsFromClient([{ ...erase, handler }], { approve: ({ call }) => interrupt({ approve: call }) }),
    checkpointer: new MemorySaver(),
  });
  const config = { configurable: { thread_id: 't1' } };
  await agent.invoke({ messages: 'go' }, config);
  const state = await agent.graph.getState(config);
  const [pending] = state.tasks.flatMap(({ interrupts }) => interrupts);
  expect(pending?.value).toEqual({ approve: { id: 'c1', name: 'erase', input: { disk: 'sda' } } });
  expect(handler).not.toHaveBeenCalled();
  const answer = { approved: true, input: { disk: 'sdb' } };
  const { messages } = await agent.invoke(new Command({ resume: { [String(pending?.id)]: answer } }), config);
  expect(messages.at(-2)).toMatchObject({ content: 'erased sdb', status: 'success' });
  expect(handler).toHaveBeenCalledTimes(1);
});
