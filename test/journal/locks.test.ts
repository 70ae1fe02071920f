import { type Answer, createBridge, defineTool, type PendingCall, ToolferryError } from 'toolferry';
import { createJournal, type JournalStore } from 'toolferry/journal';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from '../bridge/support/scripted-server.ts';
import { failingStore } from './support/failing-store.ts';
import { lockingStore } from './support/locking-store.ts';

/** Longer than a test: what waits for a lease fails by its time-out. */
const leaseMs = 600_000;
const calls = (...ids: string[]): PendingCall[] => ids.map((id) => ({ id, name: 'work', input: {} }));

function bridgeOn(store: JournalStore, handler: (input: unknown, context: { signal: AbortSignal }) => unknown) {
  const work = defineTool({ name: 'work', description: 'Work', inputSchema: { type: 'object' }, handler });
  return createBridge({ tools: [work], journal: createJournal(store, { leaseMs }) });
}

/** A handler that waits until it is told to finish. */
function pausedHandler() {
  let begin = (): void => {};
  let finish = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const handler = vi.fn(async () => {
    begin();
    await finished;
    return 'done';
  });
  return { handler, begun, finish: () => finish() };
}

const codeOf = (error: unknown) => (ToolferryError.isInstance(error) ? error.code : error);

test('of four processes that run one key of a store with locks one runs, and all have its output', async () => {
  const store = lockingStore();
  const handler = vi.fn(() => 'done');
  const server = scriptedServer(calls('a', 'b'));
  const runs = Array.from({ length: 4 }, () => bridgeOn(store, handler).run(server, 'go', { key: 'run' }));
  const [first, ...others] = await Promise.all(runs);
  for (const output of others) expect(output).toEqual(first);
  expect(handler).toHaveBeenCalledTimes(2);
  expect(store.lockers('run')).toBe(0);
  expect(store.mistakes).toEqual([]);
});

test('two runs of one key in one process, whose store has locks, wait for each other', async () => {
  const store = lockingStore();
  const { handler, begun, finish } = pausedHandler();
  const bridge = bridgeOn(store, handler);
  const server = scriptedServer(calls('a'));
  const first = bridge.run(server, 'go', { key: 'run' });
  await begun;
  const second = bridge.run(server, 'go', { key: 'run' });
  await expect.poll(() => store.lockers('run')).toBe(2);
  finish();
  expect(await second).toEqual(await first);
  expect(handler).toHaveBeenCalledTimes(1);
  expect(store.mistakes).toEqual([]);
});

test('a process that gets the lock of a run takes it over without waiting for its lease', async () => {
  const store = lockingStore();
  const { store: dying } = failingStore(store, ({ text }) => text.includes('"answer"'));
  const handler = vi.fn(() => 'done');
  const server = scriptedServer(calls('a'));
  const died = bridgeOn(dying, handler).run(server, 'go', { key: 'run' });
  await expect(died).rejects.toMatchObject({ code: 'journal_failed' });
  const [[answer] = []] = (await bridgeOn(store, handler).run(server, 'go', { key: 'run' })) as Answer[][];
  expect(answer).toMatchObject({ error: { code: 'outcome_unknown' } });
  expect(handler).toHaveBeenCalledTimes(1);
  expect(store.mistakes).toEqual([]);
});

test.for([
  ['starts', '"pause"'],
  ['ends', '"end"'],
])('a lock is released once where the store fails when a run %s', async ([, text = '']) => {
  const store = lockingStore();
  const { store: failing } = failingStore(store, (run) => run.text.includes(text));
  await bridgeOn(failing, () => 'done')
    .run(scriptedServer(calls('a')), 'go', { key: 'run' })
    .catch(() => {});
  expect(store.lockers('run')).toBe(0);
  expect(store.mistakes).toEqual([]);
});

test('a lock is released once where the store fails at the first write or read of a run', async () => {
  const store = lockingStore();
  const fail = () => Promise.reject(new Error('The disk is full'));
  for (const failing of [
    { ...store, write: fail },
    { ...store, read: fail },
  ]) {
    const run = bridgeOn(failing, () => 'done').run(scriptedServer(calls('a')), 'go', { key: 'run' });
    await expect(run).rejects.toMatchObject({ code: 'journal_failed' });
    expect(store.lockers('run')).toBe(0);
  }
  expect(store.mistakes).toEqual([]);
});

test('a lock is released once where another process wrote to the run without a lock', async () => {
  const store = lockingStore();
  let isOvertaken = false;
  const overtaken: JournalStore = {
    ...store,
    write: (key, run, before) => (isOvertaken ? Promise.resolve(false) : store.write(key, run, before)),
  };
  const run = bridgeOn(overtaken, () => {
    isOvertaken = true;
  }).run(scriptedServer(calls('a')), 'go', { key: 'run' });
  await expect(run).rejects.toMatchObject({ code: 'run_taken' });
  expect(store.lockers('run')).toBe(0);
  const creation = bridgeOn(overtaken, () => 'done').run(scriptedServer(calls('a')), 'go', { key: 'other' });
  await expect(creation).rejects.toMatchObject({ code: 'already_resumed' });
  expect(store.lockers('other')).toBe(0);
  expect(store.mistakes).toEqual([]);
});

test('a run of another backend, and an old pause, release the lock of the run that they do not get', async () => {
  const store = lockingStore();
  const bridge = bridgeOn(store, () => 'done');
  const server = scriptedServer(calls('a'));
  await bridge.run(server, 'go', { key: 'run' });
  await expect(bridge.run({ ...server, name: 'other' }, 'go', { key: 'run' })).rejects.toMatchObject({
    code: 'pause_mismatch',
  });
  const pause = { version: 1, backend: server.name, runId: 'run_0', key: 'run', calls: [], state: null } as const;
  await expect(bridge.resume(server, pause)).rejects.toMatchObject({ code: 'already_resumed' });
  expect(store.lockers('run')).toBe(0);
  expect(store.mistakes).toEqual([]);
});

test('a run that is aborted while it waits for the lock rejects with the reason, and does not get the lock', async () => {
  const store = lockingStore();
  const { handler, begun, finish } = pausedHandler();
  const server = scriptedServer(calls('a'));
  const first = bridgeOn(store, handler).run(server, 'go', { key: 'run' });
  await begun;
  const controller = new AbortController();
  const second = bridgeOn(store, handler).run(server, 'go', { key: 'run', signal: controller.signal });
  await expect.poll(() => store.lockers('run')).toBe(2);
  const reason = new Error('The user left');
  controller.abort(reason);
  await expect(second).rejects.toBe(reason);
  expect(store.lockers('run')).toBe(1);
  finish();
  await first;
  expect(store.lockers('run')).toBe(0);
  expect(store.mistakes).toEqual([]);
});

test('a call that is aborted while it waits for the lock is aborted, and the next caller runs it', async () => {
  const store = lockingStore();
  const release = await store.lock('call', new AbortController().signal);
  const handler = vi.fn(() => 'done');
  const bridge = bridgeOn(store, handler);
  const controller = new AbortController();
  const call = { id: 'a', name: 'work', input: {} };
  const first = bridge.execute(call, { key: 'call', signal: controller.signal });
  const second = bridge.execute(call, { key: 'call' });
  await expect.poll(() => store.lockers('call')).toBe(2);
  controller.abort();
  expect(await first).toMatchObject({ error: { code: 'aborted' } });
  release();
  expect(await second).toMatchObject({ output: 'done' });
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a run without a key that is aborted at its first pause is cancelled on its server', async () => {
  const store = lockingStore();
  const server = scriptedServer(calls('a'));
  const controller = new AbortController();
  const reason = new Error('The user left');
  const backend: typeof server = {
    ...server,
    async start(request, host) {
      const state = await server.start(request, host);
      controller.abort(reason);
      return state;
    },
  };
  const run = bridgeOn(store, () => 'done').run(backend, 'go', { signal: controller.signal });
  await expect(run).rejects.toBe(reason);
  expect(server.cancelled).toEqual(['run_0']);
});

test('a platform that refuses a lock is journal_failed, with its error as the cause', async () => {
  const cause = new Error('Access to the locks is denied');
  const store: JournalStore = { ...lockingStore(), lock: () => Promise.reject(cause) };
  const handler = vi.fn(() => 'done');
  const bridge = bridgeOn(store, handler);
  await expect(bridge.run(scriptedServer(calls('a')), 'go', { key: 'run' })).rejects.toMatchObject({
    code: 'journal_failed',
    cause,
  });
  const result = await bridge.execute({ id: 'a', name: 'work', input: {} }, { key: 'call' });
  expect(result).toMatchObject({ error: { code: 'journal_failed' } });
  expect(handler).not.toHaveBeenCalled();
});

test('a handler that waits for its own run ends by its time-out, and leaves no lock behind', async () => {
  const store = lockingStore();
  const server = scriptedServer(calls('a'));
  const work = defineTool({
    name: 'work',
    description: 'Work',
    inputSchema: { type: 'object' },
    handler: (_input, { signal }) => bridge.run(server, 'go', { key: 'run', signal }),
  });
  const bridge = createBridge({ tools: [work], journal: createJournal(store, { leaseMs }), timeoutMs: 50 });
  const [[answer] = []] = await bridge.run(server, 'go', { key: 'run' });
  expect(answer).toMatchObject({ error: { code: 'timeout' } });
  expect(store.lockers('run')).toBe(0);
  expect(store.mistakes).toEqual([]);
});

test('a run can be forgotten and listed while another one holds a lock', async () => {
  const store = lockingStore();
  const { handler, begun, finish } = pausedHandler();
  const first = bridgeOn(store, handler).run(scriptedServer(calls('a')), 'go', { key: 'run' });
  await begun;
  const journal = createJournal(store, { leaseMs });
  expect((await journal.open()).map(({ key }) => key)).toEqual(['run']);
  await journal.forget('run');
  finish();
  expect(await first.catch(codeOf)).toBe('run_taken');
  expect(store.lockers('run')).toBe(0);
  expect(store.mistakes).toEqual([]);
});
