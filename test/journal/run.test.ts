import { type BridgeOptions, createBridge, defineTool, type RunEvent } from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { scriptedServer } from '../bridge/support/scripted-server.ts';

const inputSchema = { type: 'object' } as const;
const round = (...ids: string[]) => ids.map((id) => ({ id, name: 'work', input: { id } }));

test('a run with a key returns its output again, and runs nothing', async () => {
  const handler = vi.fn((input: unknown) => input);
  const tools = [defineTool({ name: 'work', description: 'Work', inputSchema, handler })];
  const store = memoryStore();
  const bridge = createBridge({ tools, journal: createJournal(store) });
  const server = scriptedServer(round('a', 'b'), round('c'));
  const first = await bridge.run(server, 'go', { key: 'order-1' });
  expect(handler).toHaveBeenCalledTimes(3);
  const again = await createBridge({ tools, journal: createJournal(store) }).run(server, 'go', { key: 'order-1' });
  expect(again).toEqual(first);
  expect(handler).toHaveBeenCalledTimes(3);
  expect(server.offered).toHaveLength(1);
});

test('a call is written twice a round, whatever the number of its calls', async () => {
  const store = memoryStore();
  const write = vi.spyOn(store, 'write');
  const tools = [
    defineTool({ name: 'work', description: 'Work', inputSchema, handler: async (input: unknown) => input }),
  ];
  const bridge = createBridge({ tools, journal: createJournal(store) });
  const rounds = Array.from({ length: 10 }, (_, n) => round(...Array.from({ length: 4 }, (_, call) => `${n}-${call}`)));
  await bridge.run(scriptedServer(...rounds), 'go');
  expect(write.mock.calls.length).toBeLessThanOrEqual(2 * 10 + 1);
});

test('a call that ends later than its siblings is at most one write more', async () => {
  const store = memoryStore();
  const write = vi.spyOn(store, 'write');
  const handler = ({ id }: { id: string }) => new Promise((resolve) => setTimeout(resolve, Number(id) * 15, id));
  const tools = [defineTool({ name: 'work', description: 'Work', inputSchema: z.object({ id: z.string() }), handler })];
  const bridge = createBridge({ tools, journal: createJournal(store) });
  await bridge.run(scriptedServer(round('1', '2', '3', '4')), 'go');
  // Two for the round, one for each of the three that end later, and one for the end of the run.
  expect(write.mock.calls.length).toBeLessThanOrEqual(2 + 3 + 1);
});

test('the time-out of a call starts when its claim is written', async () => {
  const store = slowStore(memoryStore(), 60);
  const handler = vi.fn(() => new Promise((resolve) => setTimeout(resolve, 10, 'done')));
  const tools = [defineTool({ name: 'work', description: 'Work', inputSchema, handler })];
  const bridge = createBridge({ tools, journal: createJournal(store), timeoutMs: 50 });
  await expect(bridge.run(scriptedServer(round('a')), 'go')).resolves.toMatchObject([[{ output: 'done' }]]);
});

test('a call that is aborted while its claim is written does not run', async () => {
  const controller = new AbortController();
  const store = memoryStore();
  const write: JournalStore['write'] = async (key, run, before) => {
    if (run.text.includes('"started":true')) controller.abort(new Error('stop'));
    return store.write(key, run, before);
  };
  const handler = vi.fn();
  const tools = [defineTool({ name: 'work', description: 'Work', inputSchema, handler })];
  const bridge = createBridge({ tools, journal: createJournal({ ...store, write }) });
  const server = scriptedServer(round('a'));
  await expect(bridge.run(server, 'go', { signal: controller.signal })).rejects.toThrow('stop');
  expect(handler).not.toHaveBeenCalled();
  expect(server.cancelled).toEqual(['run_0']);
});

test('a call that the policy refuses is not claimed', async () => {
  const store = memoryStore();
  const write = vi.spyOn(store, 'write');
  const tools = [
    defineTool({ name: 'work', description: 'Work', inputSchema, handler: () => 1, needsApproval: () => true }),
  ];
  const bridge = createBridge({ tools, journal: createJournal(store) });
  await bridge.run(scriptedServer(round('a')), 'go');
  expect(write.mock.calls.filter(([, { text }]) => text.includes('"started"'))).toEqual([]);
});

test('a pause has a key with and without a journal, and keeps it in all rounds', async () => {
  const tools = [defineTool({ name: 'work', description: 'Work', inputSchema, handler: () => 1 })];
  const keysOf = async (options: BridgeOptions, key?: string) => {
    const keys: unknown[] = [];
    const onEvent = (event: RunEvent) => void (event.type === 'paused' && keys.push(event.pause.key));
    await createBridge({ tools, ...options }).run(scriptedServer(round('a'), round('b')), 'go', { key, onEvent });
    return keys;
  };
  const journal = createJournal(memoryStore());
  expect(await keysOf({})).toEqual(['scripted/run_0', 'scripted/run_0']);
  expect(await keysOf({ journal })).toEqual(['scripted/run_0', 'scripted/run_0']);
  expect(await keysOf({ journal }, 'order')).toEqual(['order', 'order']);
});

/** A store whose writes take this long. */
function slowStore(store: JournalStore, milliseconds: number): JournalStore {
  const write: JournalStore['write'] = async (...args) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return store.write(...args);
  };
  return { ...store, write };
}

test('a run with a journal ends while timers are fake', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const work = defineTool({ name: 'work', description: 'Work', inputSchema, handler: async () => 'done' });
  const bridge = createBridge({ tools: [work], journal: createJournal(memoryStore()) });
  await expect(bridge.run(scriptedServer(round('a')), 'go', { key: 'order' })).resolves.toMatchObject([
    [{ output: 'done' }],
  ]);
});
