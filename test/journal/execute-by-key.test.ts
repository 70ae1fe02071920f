import { type ClientTool, createBridge, defineTool, type ToolResult } from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { expect, test, vi } from 'vitest';
import { failingStore } from './support/failing-store.ts';

const inputSchema = { type: 'object' } as const;
const call = (input: object = {}, id = 'call_0') => ({ id, name: 'send', input });

function bridgeOn(store: JournalStore, handler: () => unknown = () => 'sent') {
  const send = defineTool({ name: 'send', description: 'Send', inputSchema, handler });
  return createBridge({ tools: [send], journal: createJournal(store, { holder: 'worker' }) });
}

test('a call with a key runs once, and its result is returned again in this and in another process', async () => {
  const store = memoryStore();
  const handler = vi.fn(() => 'sent');
  const bridge = bridgeOn(store, handler);
  const first = await bridge.execute(call(), { key: 'thread/1' });
  expect(first).toEqual({ toolCallId: 'call_0', toolName: 'send', output: 'sent' });
  expect(await bridge.execute(call(), { key: 'thread/1' })).toEqual(first);
  expect(await bridgeOn(store, handler).execute(call(), { key: 'thread/1' })).toEqual(first);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('an equal call under another key runs again', async () => {
  const handler = vi.fn(() => 'sent');
  const bridge = bridgeOn(memoryStore(), handler);
  await bridge.execute(call(), { key: 'thread/1' });
  await bridge.execute(call(), { key: 'thread/2' });
  expect(handler).toHaveBeenCalledTimes(2);
});

test('a failed call is recorded as it failed', async () => {
  const handler = vi.fn(() => Promise.reject(new Error('full')));
  const bridge = bridgeOn(memoryStore(), handler);
  for (const _ of [1, 2])
    expect(await bridge.execute(call(), { key: 'k' })).toMatchObject({ error: { code: 'failed', message: 'full' } });
  expect(handler).toHaveBeenCalledTimes(1);
});

test('calls with one key at the same time wait for the one that runs', async () => {
  const handler = vi.fn(() => new Promise((resolve) => setTimeout(resolve, 20, 'sent')));
  const bridge = bridgeOn(memoryStore(), handler);
  const results = await Promise.all([1, 2, 3].map((n) => bridge.execute(call({}, `call_${n}`), { key: 'k' })));
  expect(results.map(({ toolCallId, output }) => [toolCallId, output])).toEqual([
    ['call_1', 'sent'],
    ['call_2', 'sent'],
    ['call_3', 'sent'],
  ]);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a key with another input fails with call_conflict, before and after the first call has ended', async () => {
  const handler = vi.fn(async () => 'sent');
  const bridge = bridgeOn(memoryStore(), handler);
  const both = await Promise.all([1, 2].map((n) => bridge.execute(call({ n }), { key: 'k' })));
  expect(both.map(codeOf)).toEqual([undefined, 'call_conflict']);
  expect(codeOf(await bridge.execute(call({ n: 2 }), { key: 'k' }))).toBe('call_conflict');
  expect(handler).toHaveBeenCalledTimes(1);
});

test('equal inputs as JSON text and as an object, in any key order, are one call', async () => {
  const handler = vi.fn(() => 'sent');
  const bridge = bridgeOn(memoryStore(), handler);
  await bridge.execute(call({ a: 1, b: 2 }), { key: 'k' });
  const { error } = await bridge.execute({ id: 'x', name: 'send', input: '{"b":2,"a":1}' }, { key: 'k' });
  expect(error).toBeUndefined();
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a call that was cut off is outcome_unknown in the next process, and stays so', async () => {
  const store = memoryStore();
  const down = failingStore(store, ({ text }) => text.includes('"end"'));
  await bridgeOn(down.store).execute(call(), { key: 'k' });
  for (const _ of [1, 2]) expect(codeOf(await bridgeOn(store).execute(call(), { key: 'k' }))).toBe('outcome_unknown');
});

test('a call whose result cannot be recorded returns it, and reports the store', async () => {
  const down = failingStore(memoryStore(), ({ text }) => text.includes('"end"'));
  const onError = vi.fn();
  const send = defineTool({ name: 'send', description: 'Send', inputSchema, handler: () => 'sent' });
  const bridge = createBridge({ tools: [send], journal: createJournal(down.store), onError });
  expect(await bridge.execute(call(), { key: 'k' })).toMatchObject({ output: 'sent' });
  expect(onError.mock.calls[0]).toMatchObject([{ code: 'journal_failed', cause: down.error }, { source: 'journal' }]);
});

test('a call does not run while the store is down', async () => {
  const handler = vi.fn();
  const down = failingStore(memoryStore(), () => true);
  const result = await bridgeOn(down.store, handler).execute(call(), { key: 'k' });
  expect(result).toMatchObject({ error: { code: 'journal_failed', message: expect.stringContaining('was not run') } });
  expect(handler).not.toHaveBeenCalled();
});

test('a framework interrupt leaves the call open, and its repeat runs', async () => {
  const interrupt = Object.assign(new Error('interrupt'), { is_bubble_up: true });
  const handler = vi.fn<() => unknown>().mockRejectedValueOnce(interrupt).mockReturnValue('sent');
  const store = memoryStore();
  const bridge = bridgeOn(store, handler);
  await expect(bridge.execute(call(), { key: 'k' })).rejects.toBe(interrupt);
  expect(await bridgeOn(store, handler).execute(call(), { key: 'k' })).toMatchObject({ output: 'sent' });
  expect(handler).toHaveBeenCalledTimes(2);
});

test('a call that waits for a framework interrupt is not listed as open', async () => {
  const interrupt = Object.assign(new Error('interrupt'), { is_bubble_up: true });
  const store = memoryStore();
  const bridge = bridgeOn(store, () => Promise.reject(interrupt));
  await expect(bridge.execute(call(), { key: 'k' })).rejects.toBe(interrupt);
  expect(await store.open()).toEqual([]);
});

test('a call that was aborted before its handler began runs when it is made again', async () => {
  const bridge = bridgeOn(memoryStore());
  const controller = new AbortController();
  const approve = () => new Promise<boolean>(() => controller.abort());
  bridge.tools.add({ ...(bridge.tools.get('send') as ClientTool), name: 'pay', metadata: { requiresApproval: true } });
  const pay = { ...call(), name: 'pay' };
  const aborted = await bridge.execute(pay, { key: 'k', approve, signal: controller.signal });
  expect(codeOf(aborted)).toBe('aborted');
  expect(await bridge.execute(pay, { key: 'k', approve: () => true })).toMatchObject({ output: 'sent' });
});

test('a call that was aborted while its handler ran is recorded as aborted', async () => {
  const controller = new AbortController();
  const handler = vi.fn(() => new Promise(() => controller.abort()));
  const bridge = bridgeOn(memoryStore(), handler);
  for (const signal of [controller.signal, undefined])
    expect(codeOf(await bridge.execute(call(), { key: 'k', signal }))).toBe('aborted');
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a call that was aborted before its handler began is made by another caller that waited for it', async () => {
  const handler = vi.fn(() => 'sent');
  const bridge = bridgeOn(memoryStore(), handler);
  const controller = new AbortController();
  const [first, second, third] = [controller.signal, undefined, undefined].map((signal) =>
    bridge.execute(call(), { key: 'k', signal }),
  );
  controller.abort();
  expect(codeOf(await (first as Promise<ToolResult>))).toBe('aborted');
  expect([await second, await third]).toMatchObject([{ output: 'sent' }, { output: 'sent' }]);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a call that is aborted while it waits for another caller or process fails with aborted, and does not reject', async () => {
  const store = memoryStore();
  const bridge = bridgeOn(store, () => new Promise(() => {}));
  void bridge.execute(call(), { key: 'k' });
  await expect.poll(async () => (await store.read('k'))?.text).toContain('started');
  const signal = AbortSignal.timeout(10);
  const other = createBridge({ tools: [...bridge.tools], journal: createJournal(store, { holder: 'other' }) });
  for (const waiting of [bridge, other])
    expect(codeOf(await waiting.execute(call(), { key: 'k', signal }))).toBe('aborted');
});

test.for<[string, Partial<ClientTool>]>([
  ['is safe to repeat', { idempotent: true, needsApproval: (_input, { signal }) => waitFor(signal) }],
  ['is looked up', { lookUpOutcome: (_input, { signal }) => waitFor(signal) }],
])('a cut-off call that %s stays cut off where its repeat is aborted before it runs', async ([, fields]) => {
  const store = memoryStore();
  const { store: dying } = failingStore(store, ({ text }) => text.includes('"end"'));
  const send = defineTool({ name: 'send', description: 'Send', inputSchema, handler: () => 'sent' });
  const next = (tool: Partial<ClientTool>, on = store) =>
    createBridge({
      tools: [{ ...send, ...tool }],
      approve: () => true,
      journal: createJournal(on, { holder: 'worker' }),
    });
  await next({}, dying).execute(call(), { key: 'k' });
  const aborted = await next(fields).execute(call(), {
    key: 'k',
    signal: AbortSignal.timeout(20),
  });
  expect(codeOf(aborted)).toBe('aborted');
  expect(await next({ idempotent: true }).execute(call(), { key: 'k' })).toMatchObject({ output: 'sent' });
});

const waitFor = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('a key without a journal rejects with a TypeError', async () => {
  const bridge = createBridge({ tools: [] });
  await expect(bridge.execute(call(), { key: 'k' })).rejects.toThrow(TypeError);
});

test.for(['', 'x'.repeat(501), 'a\0', '\ud800', 7])('the key %j rejects with a TypeError', async (key) => {
  await expect(bridgeOn(memoryStore()).execute(call(), { key: key as string })).rejects.toThrow(/1 to 500 bytes/);
});

function codeOf({ error }: ToolResult): string | undefined {
  return error?.code;
}
