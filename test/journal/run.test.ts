import { createBridge, defineTool } from 'toolferry';
import { createJournal, memoryStore } from 'toolferry/journal';
import { expect, test, vi } from 'vitest';
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
