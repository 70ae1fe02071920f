import { MemorySaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { memoryStore } from 'toolferry/journal';
import { createToolsFromClient } from 'toolferry/langchain';
import { langGraphBackend } from 'toolferry/langgraph';
import { expect, onTestFinished, test, vi } from 'vitest';
import { answer, asks, done, outcomeOf, refusedWith, scriptedHandler, send, user } from './served.ts';
import { type ModelTurn, streamingModel } from './streaming-model.ts';

const inputSchema = { type: 'object', properties: {} } as const;
const locate = { name: 'locate', description: 'Where', parameters: inputSchema };
const asking = (id: string): ModelTurn => ({ calls: [{ id, name: 'locate', input: {} }] });

/** An agent of LangGraph behind a handler, and another process that asks its model again where the thread had been before. */
function forkedAgent(...turns: readonly ModelTurn[]) {
  const { model, seen } = streamingModel(turns);
  const checkpointer = new MemorySaver();
  let thread = '';
  const backend = langGraphBackend(({ tools }) => createAgent({ model, tools, checkpointer }));
  const handler = createAGUIHandler(backend, {
    store: memoryStore(),
    authorize: () => 'Ada',
    toRequest({ threadId, messages }) {
      thread = threadId;
      return { threadId, input: { messages } };
    },
  });
  return {
    run: (...messages: object[]) => send(handler, { messages, tools: [locate] }),
    lastPrompt: () => seen.at(-1)?.map(({ type, text }) => `${type}: ${text}`),
    async fork() {
      const tools = createToolsFromClient([{ name: 'locate', description: 'Where', inputSchema }]);
      const agent = createAgent({ model, tools, checkpointer });
      const history = agent.graph.getStateHistory({ configurable: { thread_id: thread } });
      for await (const { next, config } of history)
        if (next.includes('model_request')) {
          await agent.graph.invoke(null, config as never);
          return;
        }
      throw new Error('The model was not asked in this thread.');
    },
  };
}

const go = user('m1', 'Go');

test('a thread that another process has moved to other calls is asked about those, and goes on with their answers', async () => {
  const agent = forkedAgent(asking('c1'), asking('c2'), { text: ['Basel.'] });
  expect(outcomeOf(await agent.run(go))).toEqual({ type: 'success', pendingToolCallIds: ['c1'] });
  await agent.fork();
  const asked = await agent.run(go, answer('c1', 'old'));
  expect(outcomeOf(asked)).toEqual({ type: 'success', pendingToolCallIds: ['c2'] });
  expect(asked.filter(({ type }) => type === 'TOOL_CALL_START')).toMatchObject([{ toolCallId: 'c2' }]);
  const ended = await agent.run(go, answer('c1', 'old'), answer('c2', 'Basel'));
  expect(outcomeOf(ended)).toEqual({ type: 'success' });
  expect(agent.lastPrompt()).toEqual(['human: Go', 'ai: ', 'tool: Basel']);
});

test('a thread that another process has moved to its end gives its text to whoever answers an earlier call', async () => {
  const agent = forkedAgent(asking('c1'), { text: ['Nowhere.'] });
  await agent.run(go);
  await agent.fork();
  const ended = await agent.run(go, answer('c1', 'old'));
  expect(outcomeOf(ended)).toEqual({ type: 'success' });
  expect(ended.find(({ type }) => type === 'TEXT_MESSAGE_CONTENT')).toMatchObject({ delta: 'Nowhere.' });
});

test('a thread that has ended takes the next message, although another process has moved it to a call', async () => {
  const agent = forkedAgent({ text: ['Done.'] }, asking('c2'), { text: ['Again.'] });
  expect(outcomeOf(await agent.run(go))).toEqual({ type: 'success' });
  await agent.fork();
  expect(outcomeOf(await agent.run(go, user('m2', 'More')))).toEqual({ type: 'success' });
  expect(agent.lastPrompt()).toEqual([
    'human: Go',
    'ai: ',
    expect.stringContaining('tool: "locate" was not run'),
    'human: More',
  ]);
});

test('a process that stood still for longer than its lease does not give the app the output of its run', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const completed = vi.fn();
  const leaseMs = 30_000;
  const start = async () => {
    vi.setSystemTime(Date.now() + leaseMs);
    return done();
  };
  const backend = { name: 'scripted', start, resume: async () => asks() };
  expect(refusedWith(await send(scriptedHandler(backend, { completed, leaseMs }), { messages: [go] }))).toBe(
    'run_taken',
  );
  expect(completed).not.toHaveBeenCalled();
});
