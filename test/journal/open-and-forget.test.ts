import { createBridge, defineTool, type Pause } from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from '../bridge/support/scripted-server.ts';
import { cutOff, inputSchema } from './support/cut-off.ts';

const send = defineTool({ name: 'send', description: 'Send', inputSchema, handler: () => 'sent' });
const calls = [{ id: 'call', name: 'send', input: { n: 1 } }];
const journalOn = (store: JournalStore) => createJournal(store, { holder: 'worker' });

test('open() lists a run that was cut off with its pause, and no run that has ended', async () => {
  const { store, next } = await cutOff(send);
  const pause = { runId: 'run_0', key: 'run', calls: [{ id: 'call' }] };
  expect(await journalOn(store).open()).toMatchObject([{ key: 'run', backend: 'scripted', pause }]);
  await next({ tools: [send] });
  expect(await journalOn(store).open()).toEqual([]);
});

test('open() lists a run before its first pause without one', async () => {
  const store = memoryStore();
  const server = { ...scriptedServer(calls), start: () => Promise.reject(new Error('down')) };
  const bridge = createBridge({ tools: [send], journal: journalOn(store) });
  await expect(bridge.run(server, 'go', { key: 'run' })).rejects.toThrow('down');
  expect(await journalOn(store).open()).toEqual([{ key: 'run', backend: 'scripted', pause: undefined }]);
});

test('the pause that open() lists is resumed by another process, with the answers that are known', async () => {
  const { store, server } = await cutOff(send);
  const journal = journalOn(store);
  const [run] = await journal.open();
  const output = await createBridge({ tools: [send], journal }).resume(server, run?.pause as Pause);
  expect(output).toMatchObject([[{ error: { code: 'outcome_unknown' } }]]);
});

test('a run of a tool that has changed is pause_mismatch, stays open, and starts again once it is forgotten', async () => {
  const handler = vi.fn(() => 'sent');
  const { store, server, next } = await cutOff(send);
  const changed = defineTool({ ...send, description: 'Send it', handler });
  await expect(next({ tools: [changed] })).rejects.toMatchObject({ code: 'pause_mismatch' });
  const journal = journalOn(store);
  const [run] = await journal.open();
  expect(run?.key).toBe('run');
  await journal.forget('run');
  expect(await journal.open()).toEqual([]);
  await expect(next({ tools: [changed] })).resolves.toMatchObject([[{ output: 'sent' }]]);
  expect(server.offered).toHaveLength(2);
  const resumed = createBridge({ tools: [send], journal }).resume(server, run?.pause as Pause);
  await expect(resumed).rejects.toMatchObject({ code: 'already_resumed' });
});

test('an old pause of a forgotten run is not resumed', async () => {
  const { store, server } = await cutOff(send);
  const journal = journalOn(store);
  const [run] = await journal.open();
  await journal.forget('run');
  const resumed = createBridge({ tools: [send], journal }).resume(server, run?.pause as Pause);
  await expect(resumed).rejects.toMatchObject({ code: 'already_resumed' });
});

test('forget() of an unknown key does nothing', async () => {
  await expect(journalOn(memoryStore()).forget('nothing')).resolves.toBeUndefined();
});

test('forget() of a run that this process has is a conflict, and the run continues', async () => {
  const journal = journalOn(memoryStore());
  const handler = vi.fn(async () => {
    await expect(journal.forget('run')).rejects.toMatchObject({ code: 'conflict' });
    return 'sent';
  });
  const bridge = createBridge({ tools: [{ ...send, handler }], journal });
  expect(await bridge.run(scriptedServer(calls), 'go', { key: 'run' })).toMatchObject([[{ output: 'sent' }]]);
});

test('a record that cannot be read is forgotten like any other', async () => {
  const store = memoryStore();
  await store.write('run', { version: 1, open: true, text: '?' }, 0);
  const journal = journalOn(store);
  await expect(journal.open()).rejects.toThrow('journal.forget()');
  await journal.forget('run');
  expect(await journal.open()).toEqual([]);
  const bridge = createBridge({ tools: [send], journal });
  expect(await bridge.run(scriptedServer(calls), 'go', { key: 'run' })).toMatchObject([[{ output: 'sent' }]]);
});

test('a key of a run that has ended is pause_mismatch on another backend, and free for it once the run is forgotten', async () => {
  const journal = journalOn(memoryStore());
  const bridge = createBridge({ tools: [send], journal });
  await bridge.run(scriptedServer(calls), 'go', { key: 'run' });
  const other = { ...scriptedServer(), name: 'other' };
  await expect(bridge.run(other, 'go', { key: 'run' })).rejects.toMatchObject({ code: 'pause_mismatch' });
  await journal.forget('run');
  expect(await bridge.run(other, 'go', { key: 'run' })).toEqual([]);
});

test('a run whose runId is that of an ended one is stopped, and its error says why', async () => {
  const bridge = createBridge({ tools: [send], journal: journalOn(memoryStore()) });
  await bridge.run(scriptedServer(calls), 'go');
  await expect(bridge.run(scriptedServer(calls), 'go')).rejects.toMatchObject({
    code: 'run_taken',
    message: expect.stringContaining('another run is recorded under this key'),
  });
});

test('a run that failed rejects again with its code and message, and runs nothing', async () => {
  const store = memoryStore();
  const handler = vi.fn(() => 'sent');
  const server = scriptedServer([...calls, ...calls]);
  const tool = defineTool({ ...send, handler });
  for (const _ of [1, 2]) {
    const run = createBridge({ tools: [tool], journal: journalOn(store) }).run(server, 'go', { key: 'run' });
    await expect(run).rejects.toMatchObject({
      code: 'call_conflict',
      message: expect.stringContaining('pending twice'),
    });
  }
  expect(handler).not.toHaveBeenCalled();
  expect(server.cancelled).toEqual(['run_0']);
});

test('an output without a JSON form is returned once, and then the run is already_resumed', async () => {
  const bridge = createBridge({ tools: [send], journal: journalOn(memoryStore()) });
  const output = () => 1;
  const backend = {
    name: 'functions',
    start: async () => ({ status: 'completed' as const, output }),
    resume: () => Promise.reject(new Error('It never pauses.')),
  };
  expect(await bridge.run(backend, 'go', { key: 'run' })).toBe(output);
  await expect(bridge.run(backend, 'go', { key: 'run' })).rejects.toMatchObject({ code: 'already_resumed' });
});

test('a key that is in use on another backend is pause_mismatch, and nothing starts', async () => {
  const { next, store } = await cutOff(send);
  const other = { ...scriptedServer(calls), name: 'other' };
  const bridge = createBridge({ tools: [send], journal: journalOn(store) });
  await expect(bridge.run(other, 'go', { key: 'run' })).rejects.toMatchObject({ code: 'pause_mismatch' });
  expect(other.offered).toEqual([]);
  await expect(next({ tools: [send] })).resolves.toBeDefined();
});

test('a record that cannot be read rejects with journal_failed, and nothing runs', async () => {
  const store = memoryStore();
  await store.write('run', { version: 1, open: true, text: '{"format":2,"calls":[]}' }, 0);
  const server = scriptedServer(calls);
  const run = createBridge({ tools: [send], journal: journalOn(store) }).run(server, 'go', { key: 'run' });
  await expect(run).rejects.toMatchObject({ code: 'journal_failed' });
  expect(server.offered).toEqual([]);
});

test('a run that was aborted while its calls ran is over: it was cancelled, and rejects again', async () => {
  const store = memoryStore();
  const controller = new AbortController();
  const tool = defineTool({ ...send, handler: () => controller.abort(new Error('stop')) });
  const server = scriptedServer(calls);
  const bridge = createBridge({ tools: [tool], journal: journalOn(store) });
  const { signal } = controller;
  await expect(bridge.run(server, 'go', { key: 'run', signal })).rejects.toThrow('stop');
  expect(server.cancelled).toEqual(['run_0']);
  await expect(bridge.run(server, 'go', { key: 'run' })).rejects.toMatchObject({ code: 'aborted', message: 'stop' });
});
