/** Runs of a LangGraph agent that continue in another process: from a JSON pause, by a journal's key, and after a crash. */
import { AIMessage } from '@langchain/core/messages';
import { type BaseCheckpointSaver, MemorySaver, MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { createAgent } from 'langchain';
import {
  type AgentEvent,
  type Bridge,
  createBridge,
  type Pause,
  type RunBackend,
  type RunEvent,
  ToolferryError,
} from 'toolferry';
import { createJournal, memoryStore, postgresStore } from 'toolferry/journal';
import { type LangGraphOutput, type LangGraphRequest, langGraphBackend } from 'toolferry/langgraph';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectPool, type PostgresServer, postgresMissing, startPostgres } from '../peers/postgres.ts';
import { createProcess, input, stoppedAfter } from './support.ts';

const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

/** What a whole run emits. */
const emitted = [
  'calls locate-1',
  'calls sky-1',
  'calls wipe-1',
  'result of sky-1',
  'result of wipe-1',
  'text Answer 1',
];

function shortly(event: AgentEvent): string {
  if (event.type === 'text') return `text ${event.text}`;
  return event.type === 'tool-call' ? `calls ${event.call.id}` : `result of ${event.result.toolCallId}`;
}

const pauseOf = async (run: Promise<unknown>): Promise<Pause> => {
  const error = await run.catch((reason: unknown) => reason);
  if (!ToolferryError.isInstance(error)) throw error;
  expect(error.code).toBe('approval_pending');
  return json((error.data as { pause: Pause }).pause);
};

describe('in one database', () => {
  test('a run whose approval was put off continues from its JSON pause in another process, and repeats no tool', async () => {
    const checkpointer = new MemorySaver();
    const [first, second] = [createProcess(checkpointer), createProcess(checkpointer)];
    const asking = createBridge({ tools: [first.locate], approve: () => 'later' });
    const pause = await pauseOf(asking.run(first.backend, { input }));
    expect(first.ran.toSorted()).toEqual(['locate 1', 'sky 1']);

    const bridge = createBridge({ tools: [second.locate] });
    const waiting = pause.calls.find(({ id }) => id === 'wipe-1')?.waiting;
    const decisions = { 'wipe-1': { approved: true, digest: waiting?.digest } };
    const output = await bridge.resume(second.backend, pause, { decisions });
    expect(output.text).toBe('Answer 1');
    expect(second.ran).toEqual(['wipe 1']);
    await expect(bridge.resume(second.backend, pause, { decisions })).rejects.toMatchObject({
      code: 'already_resumed',
    });
    expect(second.ran).toEqual(['wipe 1']);
  });

  test('a pause that was tampered with approves no other call', async () => {
    const checkpointer = new MemorySaver();
    const [first, second] = [createProcess(checkpointer), createProcess(checkpointer)];
    const pause = await pauseOf(
      createBridge({ tools: [first.locate], approve: () => 'later' }).run(first.backend, { input }),
    );
    const calls = pause.calls.map((call) => (call.id === 'wipe-1' ? { ...call, input: { n: 0 } } : call));
    const resumed = createBridge({ tools: [second.locate], approve: () => true }).resume(second.backend, {
      ...pause,
      calls: calls.map(({ waiting, ...call }) => call),
    });
    await expect(resumed).rejects.toMatchObject({ code: 'already_resumed' });
    expect(second.ran).toEqual([]);
  });

  test('a second run of one thread continues its conversation, and is refused while the first one waits', async () => {
    const { locate, backend, ran } = createProcess(new MemorySaver());
    const asking = createBridge({ tools: [locate], approve: () => 'later' });
    const bridge = createBridge({ tools: [locate], approve: () => true });
    const request = { threadId: 'chat', input };
    await pauseOf(asking.run(backend, request));
    const refused = await bridge.run(backend, request).catch((error) => error);
    expect(refused).toMatchObject({ code: 'pending_approval', data: { pause: { calls: expect.any(Array) } } });
    expect((await bridge.resume(backend, refused.data.pause)).text).toBe('Answer 1');
    expect((await bridge.run(backend, request)).text).toBe('Answer 2');
    expect(ran.filter((each) => each.startsWith('wipe'))).toEqual(['wipe 1', 'wipe 2']);
  });

  test.for([
    ['a run that was aborted between two rounds', 'abort'],
    ['backend.cancel() with the pause of a refused start', 'cancel'],
  ] as const)('%s leaves a thread that takes a new message, and no call without an answer', async ([, how]) => {
    const { locate, backend, ran } = createProcess(new MemorySaver());
    const request = { threadId: 'chat', input };
    const stopping = new AbortController();
    const stopped = createBridge({
      tools: [locate],
      approve: () => {
        if (how === 'abort') stopping.abort(new Error('stopped'));
        return 'later';
      },
    }).run(backend, request, { signal: stopping.signal });
    await expect(stopped).rejects.toThrow(how === 'abort' ? 'stopped' : 'waits for');
    const bridge = createBridge({ tools: [locate], approve: () => true });
    if (how === 'cancel') {
      const refused = await bridge.run(backend, request).catch((error) => error);
      await backend.cancel?.(refused.data.pause);
    }
    const { text, values } = await bridge.run(backend, request);
    expect(text).toBe('Answer 2');
    const { messages } = values as { messages: { type: string; content: string; tool_call_id?: string }[] };
    const answers = messages
      .filter(({ type }) => type === 'tool')
      .map(({ tool_call_id: id, content }) => [id, content]);
    expect(answers).toEqual([
      ['sky-1', 'sky 1 done'],
      ['locate-1', '"locate" was not run: the run was stopped.'],
      ['wipe-1', '"wipe" was not run: the run was stopped.'],
      ['locate-2', 'locate 2 done'],
      ['sky-2', 'sky 2 done'],
      ['wipe-2', 'wipe 2 done'],
    ]);
    expect(ran.filter((each) => each.startsWith('wipe'))).toEqual(['wipe 2']);
  });

  test('a run that was aborted while a tool of the graph ran leaves no call without an answer in the next one', async () => {
    const checkpointer = new MemorySaver();
    const { locate, backend } = createProcess(checkpointer);
    const stopping = new AbortController();
    const bridge = createBridge({ tools: [locate], approve: () => true });
    const request = { threadId: 'chat', input };
    const onEvent = (event: RunEvent) => {
      if (event.type === 'backend') stopping.abort(new Error('stopped'));
    };
    const run = bridge.run(backend, request, { signal: stopping.signal, onEvent });
    await expect(run).rejects.toThrow('stopped');
    const { values } = await bridge.run(backend, request);
    const { messages } = values as { messages: { type: string; tool_call_id?: string }[] };
    expect(messages.map(({ type, tool_call_id: id }) => id ?? type)).toEqual([
      ...['human', 'ai', 'locate-1', 'sky-1', 'wipe-1'],
      ...['human', 'ai', 'locate-2', 'sky-2', 'wipe-2', 'ai'],
    ]);
  });

  test('a step that failed is executed again when its pause is resumed, and finished tools are not', async () => {
    let failures = 1;
    const ran: string[] = [];
    const checkpointer = new MemorySaver();
    const { locate, backend } = createProcess(checkpointer);
    const graph = () =>
      new StateGraph(MessagesAnnotation)
        .addNode('work', () => {
          ran.push('work');
          return {};
        })
        .addNode('flaky', () => {
          if (failures-- > 0) throw new Error('The provider is down.');
          return { messages: [new AIMessage('Recovered')] };
        })
        .addEdge('__start__', 'work')
        .addEdge('work', 'flaky')
        .compile({ checkpointer });
    const journal = createJournal(memoryStore());
    const bridge = createBridge({ tools: [locate], journal });
    const flaky = langGraphBackend(graph);
    expect(backend.name).toBe(flaky.name);
    await expect(bridge.run(flaky, { input }, { key: 'k' })).rejects.toThrow('The provider is down.');
    expect((await bridge.run(flaky, { input }, { key: 'k' })).text).toBe('Recovered');
    expect(ran).toEqual(['work']);
  });
});

const stores = [
  ['memory', undefined],
  ['PostgreSQL', postgresMissing],
] as const;

describe.for(stores)('with checkpointer and journal in %s', ([name, missing]) => {
  let server: PostgresServer | undefined;
  const memory = { checkpointer: new MemorySaver() as BaseCheckpointSaver, store: memoryStore() };

  beforeAll(async () => {
    if (name === 'PostgreSQL' && missing === undefined) server = await startPostgres();
  });
  afterAll(() => server?.stop());

  /** Does the work of a process, with connections of its own. */
  const inProcess = async <Result>(work: (stores: typeof memory) => Promise<Result>): Promise<Result> => {
    if (server === undefined) return work(memory);
    const pool = connectPool(server.url);
    const checkpointer = new PostgresSaver(pool as never);
    await checkpointer.setup();
    try {
      return await work({ checkpointer, store: postgresStore(pool) });
    } finally {
      await pool.end();
    }
  };

  /** Runs a request under a key in a process of its own, which may stop after a number of streams. */
  const runOnce = (key: string, streams = Number.POSITIVE_INFINITY, request: { threadId?: string } = {}) =>
    inProcess(async ({ checkpointer, store }) => {
      const { ran, model, locate, backend } = createProcess(checkpointer, stoppedAfter(streams));
      const bridge = createBridge({
        tools: [locate],
        approve: () => true,
        journal: createJournal(store, { holder: 'worker' }),
      });
      const messages = input.messages.map((message) => ({ ...message, id: `${key}-message` }));
      const events: AgentEvent[] = [];
      const onEvent = (event: RunEvent) => void (event.type === 'backend' && events.push(event.event as AgentEvent));
      const ended: unknown = await bridge
        .run(backend, { ...request, input: { messages } }, { key, onEvent })
        .catch((error) => error);
      return { ran, ended, models: model.callCount, events: events.map(shortly) };
    });

  test.skipIf(missing).for([
    ['starts', 1, 'calls locate-1'],
    ['delivers its answers', 2, 'result of wipe-1'],
  ] as const)(
    `a process that stops while it %s is continued under its key, which runs nothing twice and emits what was missed${missing ? ` (skipped: ${missing})` : ''}`,
    async ([, streams, missed]) => {
      const key = `run-${streams}`;
      const first = await runOnce(key, streams);
      expect(String(first.ended)).toContain('This process has stopped');
      const second = await runOnce(key);
      expect(second.ended).toMatchObject({ text: 'Answer 1' });
      expect([...first.ran, ...second.ran].toSorted()).toEqual(['locate 1', 'sky 1', 'wipe 1']);
      expect(first.models + second.models).toBe(2);
      expect(first.events).toEqual(emitted.slice(0, emitted.indexOf(missed)));
      expect(second.events).toEqual(expect.arrayContaining(emitted.slice(emitted.indexOf(missed))));
      expect(new Set(second.events).size).toBe(second.events.length);
      expect((await runOnce(key)).ended).toMatchObject({ text: 'Answer 1' });
    },
  );

  test.skipIf(missing).for([
    ['with tools of its own', true],
    ['that has only client tools', false],
  ] as const)(
    `backend.cancel() in another process drops the calls of a pause of an agent %s, once${missing ? ` (skipped: ${missing})` : ''}`,
    async ([, hasOwn]) => {
      const threadId = `cancelled-${hasOwn}`;
      const request = { threadId, input };
      /** A process of its own, whose backend knows nothing of the others. */
      const inAnother = <Result>(
        work: (backend: RunBackend<LangGraphRequest, LangGraphOutput>, bridge: Bridge) => Result,
      ) =>
        inProcess(async ({ checkpointer }) => {
          const { locate, backend, model } = createProcess(checkpointer);
          const onlyClients = langGraphBackend(({ tools }) => createAgent({ model, tools, checkpointer }));
          const bridge = createBridge({ tools: [locate], policy: () => 'ask', approve: () => 'later' });
          return await work(hasOwn ? backend : onlyClients, bridge);
        });
      const pause = await inAnother((backend, bridge) => pauseOf(bridge.run(backend, request)));
      expect(pause.calls.map(({ name }) => name)).toContain('locate');
      await inAnother((backend) => backend.cancel?.(pause));
      const next = await inAnother((backend, bridge) => pauseOf(bridge.run(backend, request)));
      expect(next.calls.map(({ id }) => id)).toContain('locate-2');
      // The first pause is of the past: its calls are not those that the thread waits for now.
      await inAnother((backend) => backend.cancel?.(pause));
      const refused = await inAnother((backend, bridge) => bridge.run(backend, request).catch((error) => error));
      expect(refused).toMatchObject({
        code: 'pending_approval',
        data: { pause: { calls: next.calls.map(({ id }) => ({ id })) } },
      });
    },
  );

  test.skipIf(missing)('a start that was cut off in a thread with a history is sent once', async () => {
    expect((await runOnce('turn-1', undefined, { threadId: 'chat' })).ended).toMatchObject({ text: 'Answer 1' });
    await runOnce('turn-2', 1, { threadId: 'chat' });
    expect((await runOnce('turn-2', undefined, { threadId: 'chat' })).ended).toMatchObject({ text: 'Answer 2' });
  });
});
