import {
  type Answer,
  type Approve,
  createBridge,
  defineTool,
  type Pause,
  type RunBackend,
  type RunOptions,
  ToolferryError,
} from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { scriptedServer } from '../bridge/support/scripted-server.ts';
import { createGate } from '../gate.ts';
import { failingStore } from './support/failing-store.ts';
import { startVirtualClock, type VirtualClock } from './support/virtual-clock.ts';

const leaseMs = 60;
const inputSchema = { type: 'object' } as const;
const calls = (...ids: string[]) => ids.map((id) => ({ id, name: 'work', input: {} }));

function bridgeOn(
  store: JournalStore,
  handler: (input: unknown, context: { signal: AbortSignal }) => unknown,
  holder?: string,
  approve?: Approve,
) {
  const work = defineTool({ name: 'work', description: 'Work', inputSchema, handler });
  return createBridge({ tools: [work], approve, journal: createJournal(store, { holder, leaseMs }) });
}

let clock: VirtualClock;
/** The first run of a process loads code, for which a virtual clock does not wait. */
beforeAll(() => bridgeOn(memoryStore(), () => 'ready').run(scriptedServer(calls('a')), 'go'));
beforeEach(() => {
  clock = startVirtualClock();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Lets time pass until the work has settled. */
async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let isSettled = false;
  const end = () => {
    isSettled = true;
  };
  work.then(end, end);
  while (!isSettled) await clock.run(leaseMs);
  return work;
}

/** The outcomes of runs, with the codes of those that failed. */
async function outcomes(runs: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await inTime(Promise.allSettled(runs));
  return settled.map((each) => (each.status === 'fulfilled' ? 'completed' : codeOf(each.reason)));
}

function codeOf(error: unknown): unknown {
  return ToolferryError.isInstance(error) ? error.code : error;
}

test('of four processes that run one key at the same time one runs, and the others reject with already_resumed', async () => {
  const store = memoryStore();
  const handler = vi.fn(async () => clock.sleep(2 * leaseMs));
  const server = scriptedServer(calls('a', 'b'));
  const runs = Array.from({ length: 4 }, () => bridgeOn(store, handler).run(server, 'go', { key: 'order' }));
  expect((await outcomes(runs)).toSorted()).toEqual([
    'already_resumed',
    'already_resumed',
    'already_resumed',
    'completed',
  ]);
  expect(handler).toHaveBeenCalledTimes(2);
  expect(server.offered).toHaveLength(1);
});

test('of two runs of one key in one process one runs, and the other rejects with already_resumed at once', async () => {
  const handler = vi.fn(async () => clock.sleep(10));
  const bridge = bridgeOn(memoryStore(), handler);
  const server = scriptedServer(calls('a'));
  const runs = [1, 2].map(() => bridge.run(server, 'go', { key: 'order' }));
  expect((await outcomes(runs)).toSorted()).toEqual(['already_resumed', 'completed']);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('of three that resume one released pause one continues, and nothing runs twice', async () => {
  const store = memoryStore();
  const handler = vi.fn(async () => clock.sleep(5));
  const { server, pause } = await lostAnswers(store, handler);
  const runs = [1, 2, 3].map(() => bridgeOn(store, handler).resume(server, pause));
  expect((await outcomes(runs)).toSorted()).toEqual(['already_resumed', 'already_resumed', 'completed']);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('while a slow handler runs its process keeps the run, and another rejects with already_resumed', async () => {
  const store = memoryStore();
  const started = createGate();
  const handler = vi.fn(async () => {
    started.open();
    await clock.sleep(5 * leaseMs);
  });
  const server = scriptedServer(calls('a'));
  const first = bridgeOn(store, handler).run(server, 'go', { key: 'order' });
  await started.opened;
  await expect(inTime(bridgeOn(store, handler).run(server, 'go', { key: 'order' }))).rejects.toMatchObject({
    code: 'already_resumed',
  });
  await expect(inTime(first)).resolves.toBeDefined();
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a process that is cut off from its store for a lease is overtaken: it sends nothing, cancels nothing, and aborts its handlers', async () => {
  const store = memoryStore();
  const cut = cutOffStore(store);
  const server = scriptedServer(calls('a'));
  const resume = vi.spyOn(server, 'resume');
  let aborted: unknown;
  const work = defineTool({
    name: 'work',
    description: 'Work',
    inputSchema,
    async handler(_input, { signal }) {
      cut.cutOff();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      aborted = codeOf(signal.reason);
    },
  });
  const journal = createJournal(cut.store, { leaseMs: 10 * leaseMs });
  const first = createBridge({ tools: [work], journal }).run(server, 'go', { key: 'order' });
  await cut.isOff;
  const handler = vi.fn();
  const second = bridgeOn(store, handler).run(server, 'go', { key: 'order' });
  await expect(inTime(second)).resolves.toMatchObject([[{ toolCallId: 'a', error: { code: 'outcome_unknown' } }]]);
  cut.connect();
  await expect(inTime(first)).rejects.toMatchObject({ code: 'run_taken' });
  expect(aborted).toBe('run_taken');
  expect(handler).not.toHaveBeenCalled();
  expect(resume).toHaveBeenCalledTimes(1);
  expect(server.cancelled).toEqual([]);
});

test('a process that stood still since its last write renews its lease before it sends answers', async () => {
  const store = memoryStore();
  const server = scriptedServer(calls('a'));
  const overtaking = bridgeOn(store, () => 'second');
  let second: Promise<unknown> | undefined;
  const slow: JournalStore = {
    ...store,
    async write(key, run, before) {
      const isWritten = await store.write(key, run, before);
      // The answer is written, but its process learns of it only when another one has taken the run over.
      if (run.text.includes('"answer"') && second === undefined) {
        second = overtaking.run(server, 'go', { key: 'order' });
        await clock.sleep(3 * leaseMs);
      }
      return isWritten;
    },
  };
  const journal = createJournal(slow, { leaseMs: 5 * leaseMs });
  const work = defineTool({ name: 'work', description: 'Work', inputSchema, handler: () => 'first' });
  const first = createBridge({ tools: [work], journal }).run(server, 'go', { key: 'order' });
  await expect(inTime(first)).rejects.toMatchObject({ code: 'run_taken' });
  await expect(inTime(Promise.resolve(second))).resolves.toMatchObject([[{ toolCallId: 'a', output: 'first' }]]);
});

test('a pause is not resumed after its run went on, or ended', async () => {
  const store = memoryStore();
  const handler = vi.fn();
  const server = scriptedServer(calls('a'), calls('b'));
  const pauses: Pause[] = [];
  const bridge = bridgeOn(store, async () => {
    handler();
    const [old] = pauses;
    if (pauses.length === 2 && old)
      await expect(bridgeOn(store, handler).resume(server, old)).rejects.toMatchObject({ code: 'already_resumed' });
  });
  await inTime(
    bridge.run(server, 'go', { onEvent: (event) => void (event.type === 'paused' && pauses.push(event.pause)) }),
  );
  for (const pause of pauses)
    await expect(inTime(bridgeOn(store, handler).resume(server, pause))).rejects.toMatchObject({
      code: 'already_resumed',
    });
  expect(pauses).toHaveLength(2);
  expect(handler).toHaveBeenCalledTimes(2);
});

test('a store that is down when a call starts stops the call, and the run continues when it is up again', async () => {
  const store = memoryStore();
  const down = failingStore(store, ({ text }) => text.includes('"started":true'));
  const handler = vi.fn();
  const server = scriptedServer(calls('a'));
  await expect(inTime(bridgeOn(down.store, handler).run(server, 'go', { key: 'order' }))).rejects.toMatchObject({
    code: 'journal_failed',
    cause: down.error,
  });
  expect(handler).not.toHaveBeenCalled();
  expect(server.cancelled).toEqual([]);
  await expect(inTime(bridgeOn(store, handler).run(server, 'go', { key: 'order' }))).resolves.toMatchObject([
    [{ toolCallId: 'a', output: null }],
  ]);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a store that is down when a call ends sends nothing, and the next process answers that the outcome is unknown', async () => {
  const store = memoryStore();
  const down = failingStore(store, ({ text }) => text.includes('"answer"'));
  const handler = vi.fn();
  const server = scriptedServer(calls('a'));
  await expect(inTime(bridgeOn(down.store, handler).run(server, 'go', { key: 'order' }))).rejects.toMatchObject({
    code: 'journal_failed',
  });
  expect(server.pending.size).toBe(1);
  await expect(inTime(bridgeOn(store, handler).run(server, 'go', { key: 'order' }))).resolves.toMatchObject([
    [{ toolCallId: 'a', error: { code: 'outcome_unknown' } }],
  ]);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a write that took effect and whose response was lost ends the run as taken over, and the next process continues it', async () => {
  const store = memoryStore();
  const lossy = failingStore(store, ({ text }) => text.includes('"started":true'), true);
  const handler = vi.fn();
  const server = scriptedServer(calls('a'));
  await expect(inTime(bridgeOn(lossy.store, handler).run(server, 'go', { key: 'order' }))).rejects.toMatchObject({
    code: 'journal_failed',
  });
  await expect(inTime(bridgeOn(store, handler).run(server, 'go', { key: 'order' }))).resolves.toMatchObject([
    [{ toolCallId: 'a', error: { code: 'outcome_unknown' } }],
  ]);
  expect(handler).not.toHaveBeenCalled();
});

test('processes whose clocks differ by a year do not overtake each other', async () => {
  const store = memoryStore();
  const started = createGate();
  const handler = vi.fn(async () => {
    started.open();
    await clock.sleep(3 * leaseMs);
  });
  const server = scriptedServer(calls('a'));
  const first = bridgeOn(store, handler).run(server, 'go', { key: 'order' });
  await started.opened;
  const now = Date.now();
  const otherClock = vi.spyOn(Date, 'now').mockReturnValue(now + 365 * 24 * 3_600_000);
  const second = bridgeOn(store, handler).run(server, 'go', { key: 'order' });
  await expect(inTime(second)).rejects.toMatchObject({ code: 'already_resumed' });
  otherClock.mockRestore();
  await expect(inTime(first)).resolves.toBeDefined();
  expect(handler).toHaveBeenCalledTimes(1);
});

test('two processes with one holder name run no call twice', async () => {
  const store = memoryStore();
  const handler = vi.fn(async () => clock.sleep(20));
  const server = scriptedServer(calls('a'));
  const runs = [1, 2].map(() => bridgeOn(store, handler, 'worker').run(server, 'go', { key: 'order' }));
  const codes = await outcomes(runs);
  expect(codes).toContain('completed');
  expect(handler.mock.calls.length).toBeLessThanOrEqual(1);
});

test('a store that does not respond within leaseMs has failed: the run stops, its handlers are aborted, and nothing is sent or cancelled', async () => {
  const store = memoryStore();
  const cut = cutOffStore(store);
  const server = scriptedServer(calls('a'));
  const resume = vi.spyOn(server, 'resume');
  let aborted: unknown;
  const run = bridgeOn(cut.store, async (_input, { signal }) => {
    cut.cutOff();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    aborted = codeOf(signal.reason);
  }).run(server, 'go', { key: 'order' });
  await expect(inTime(run)).rejects.toMatchObject({
    code: 'journal_failed',
    message: expect.stringContaining(`did not respond within ${leaseMs} ms`),
  });
  expect([aborted, resume.mock.calls, server.cancelled]).toEqual(['journal_failed', [], []]);
});

test('a process that was overtaken while it stood still cancels nothing when it is aborted', async () => {
  const store = memoryStore();
  const cut = cutOffStore(store);
  const server = scriptedServer(calls('a'), calls('b'));
  const stop = new AbortController();
  const journal = createJournal(cut.store, { leaseMs: 10 * leaseMs });
  const work = defineTool({
    name: 'work',
    description: 'Work',
    inputSchema,
    handler: () => cut.cutOff() ?? clock.sleep(1_000),
  });
  const first = createBridge({ tools: [work], journal }).run(server, 'go', { key: 'order', signal: stop.signal });
  await cut.isOff;
  const second = bridgeOn(store, async () => {
    stop.abort(new Error('stopped'));
    cut.connect();
    await expect(first).rejects.toThrow('stopped');
  }).run(server, 'go', { key: 'order' });
  await expect(inTime(second)).resolves.toMatchObject([
    [{ error: { code: 'outcome_unknown' } }],
    [{ toolCallId: 'b' }],
  ]);
  expect(server.cancelled).toEqual([]);
});

test('a call that was aborted because the store failed is not answered as aborted, while another waits for a person', async () => {
  const store = memoryStore();
  const down = failingStore(store, ({ text }) => text.includes('"waiting"'));
  const server = scriptedServer([...calls('a'), { id: 'b', name: 'refund', input: {} }]);
  const handler = ({ signal }: { signal: AbortSignal }) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  const refund = defineTool({ name: 'refund', description: 'Refund', inputSchema, handler: () => 'refunded' });
  const startOn = (journalStore: JournalStore, options: RunOptions) => {
    const later = () => clock.sleep(20).then(() => 'later');
    const bridge = bridgeOn(journalStore, (_input, context) => handler(context), 'worker', later);
    bridge.tools.add({ ...refund, metadata: { requiresApproval: true } });
    return bridge.run(server, 'go', { key: 'order', ...options });
  };
  await expect(inTime(startOn(down.store, {}))).rejects.toMatchObject({ code: 'journal_failed', data: undefined });
  const decisions = { b: { approved: true, call: { name: 'refund', input: {} } } };
  await expect(inTime(startOn(store, { decisions }))).resolves.toMatchObject([
    [{ error: { code: 'outcome_unknown' } }, { output: 'refunded' }],
  ]);
});

/** A run whose answers were kept and released, because the connection was lost when they were sent. */
async function lostAnswers(store: JournalStore, handler: () => unknown) {
  const server = scriptedServer(calls('a'));
  const lossy: RunBackend<string, readonly (readonly Answer[])[]> = {
    ...server,
    resume: () => Promise.reject(new ToolferryError('connection_lost', 'The connection was lost.')),
  };
  const run = bridgeOn(store, handler).run(lossy, 'go');
  const error: unknown = await inTime(run).catch((thrown: unknown) => thrown);
  const { pause } = (error as { readonly data: { readonly pause: Pause } }).data;
  return { server, pause };
}

/** A store whose writes wait while it is cut off. */
function cutOffStore(store: JournalStore) {
  const off = createGate();
  let connected = Promise.resolve();
  let connect = (): void => {};
  return {
    store: { ...store, write: async (...write) => connected.then(() => store.write(...write)) } satisfies JournalStore,
    isOff: off.opened,
    cutOff: () => {
      off.open();
      connected = new Promise((resolve) => {
        connect = resolve;
      });
    },
    connect: () => connect(),
  };
}
