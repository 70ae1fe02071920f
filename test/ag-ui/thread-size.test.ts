import { memoryStore } from 'toolferry/journal';
import { expect, test } from 'vitest';
import { answer, asks, scriptedBackend, scriptedHandler, send, user } from './served.ts';

const [locate, read] = ['locate', 'read'].map((name) => ({
  id: `call_${name}_0123456789`,
  name,
  input: { at: 'noon' },
}));
const wipe = { ...locate, id: 'call_wipe_0123456789', name: 'wipe', ask: 'approval', message: 'it is destructive' };
const tools = ['locate', 'read'].map((name) => ({ name, description: name, inputSchema: { type: 'object' } }));
const messages = [user('m1', 'Where am I?')];
const results = [answer(String(locate?.id), 'Basel'), answer(String(read?.id), 'a note')];

/** Pauses a thread by these requests, and returns how many bytes its key and its record have. */
async function sizeOf(...requests: readonly object[]): Promise<number> {
  const { backend } = scriptedBackend(() => asks(...([locate, read, wipe] as Parameters<typeof asks>)));
  const store = memoryStore();
  let stored = '';
  const handler = scriptedHandler(backend, {
    store: {
      ...store,
      async write(key, thread, before) {
        stored = key + thread.text;
        return store.write(key, thread, before);
      },
    },
  });
  for (const request of requests) {
    const offered = tools.map(({ inputSchema: parameters, ...tool }) => ({ ...tool, parameters }));
    await send(handler, { tools: offered, ...request });
  }
  expect(stored).toContain('"status":"paused"');
  return Buffer.byteLength(stored);
}

/** The bytes of what the client and the agent have sent. */
const conversation = (...sent: readonly unknown[]) => Buffer.byteLength(JSON.stringify(sent));

test('a thread that waits for tools takes less than 500 bytes in addition to its conversation', async () => {
  const size = await sizeOf({ messages });
  expect(size - conversation(messages, tools, [locate, read, wipe])).toBeLessThan(500);
});

test('a thread that waits for an approval, with the results of the tools before it, takes less than 1,000', async () => {
  const size = await sizeOf({ messages }, { messages: [...messages, ...results] });
  expect(size - conversation(messages, tools, [locate, read, wipe], results)).toBeLessThan(1_000);
});

test('a thread takes no more with each message of a long conversation, which the agent keeps', async () => {
  const before = Array.from({ length: 100 }, (_, n) => user(`b${n}`, 'A question from before '.repeat(20)));
  expect(await sizeOf({ messages: [...before, ...messages] })).toBe(await sizeOf({ messages }));
});
