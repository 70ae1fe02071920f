import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';

/** The package as it is at the start of a process, before any call. */
async function load() {
  vi.resetModules();
  const [{ createBridge, defineTool }, aiSDK, langChain] = await Promise.all([
    import('toolferry'),
    import('toolferry/ai-sdk'),
    import('toolferry/langchain'),
  ]);
  const now = defineTool({
    name: 'now',
    description: 'The time',
    inputSchema: z.object({}),
    handler: async () => new Date().toISOString(),
  });
  return { createBridge, aiSDK, langChain, now };
}

let toolferry: Awaited<ReturnType<typeof load>>;
beforeEach(async () => {
  toolferry = await load();
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => void vi.useRealTimers());

/** The value of a promise that settles in microtasks, without waiting for a timer, a file or a module. */
async function inMicrotasks(promise: PromiseLike<unknown>): Promise<unknown> {
  let settled: unknown = 'pending';
  promise.then((value) => {
    settled = value;
  });
  for (let turn = 0; turn < 1000; turn++) await null;
  return settled;
}

test('the first bridge.execute() needs no real time', async () => {
  const { createBridge, now } = toolferry;
  const call = createBridge({ tools: [now] }).execute({ id: 'c', name: 'now', input: {} });
  expect(await inMicrotasks(call)).toMatchObject({ output: '1970-01-01T00:00:00.000Z' });
});

test('the first call of a LangChain tool needs no real time', async () => {
  const { langChain, now } = toolferry;
  const [tool] = langChain.createToolsFromClient([now]);
  const call = tool?.invoke({ type: 'tool_call', id: 'c', name: 'now', args: {} }) as Promise<unknown>;
  expect(await inMicrotasks(call)).toMatchObject({ content: '1970-01-01T00:00:00.000Z' });
});

test('the first call of an AI SDK tool needs no real time', async () => {
  const { aiSDK, now } = toolferry;
  const execute = aiSDK.createToolsFromClient([now]).now?.execute;
  const call = execute?.({}, { toolCallId: 'c', messages: [], context: {} }) as Promise<unknown>;
  expect(await inMicrotasks(call)).toBe('1970-01-01T00:00:00.000Z');
});

test('the first call of a client tool made from a LangChain tool needs no real time', async () => {
  const { createBridge, langChain, now } = toolferry;
  const copy = langChain.fromLangChainTool(Object.create(langChain.toLangChainTool(now)));
  const call = createBridge({ tools: [copy] }).execute({ id: 'c', name: 'now', input: {} });
  expect(await inMicrotasks(call)).toMatchObject({ output: '1970-01-01T00:00:00.000Z' });
});

const onePause = {
  name: 'one-pause',
  start: async () => ({
    status: 'paused' as const,
    pause: {
      version: 1 as const,
      backend: 'one-pause',
      runId: 'r',
      calls: [{ id: 'c', name: 'now', input: {} }],
      state: null,
    },
  }),
  resume: async (_pause: unknown, output: unknown) => ({ status: 'completed' as const, output }),
};

test('the first run loads its code without a timer, and has the tools that the bridge had when it was started', async () => {
  const { createBridge, now } = toolferry;
  const bridge = createBridge({ tools: [now] });
  const run = bridge.run(onePause, 'go');
  bridge.tools.remove('now');
  expect(await run).toMatchObject([{ output: '1970-01-01T00:00:00.000Z' }]);
});

test('a second run needs no real time', async () => {
  const { createBridge, now } = toolferry;
  const bridge = createBridge({ tools: [now] });
  await bridge.run(onePause, 'go');
  expect(await inMicrotasks(bridge.run(onePause, 'go'))).toMatchObject([{ output: '1970-01-01T00:00:00.000Z' }]);
});

test('a run whose code cannot be loaded is not started, and can be started again', async () => {
  const { createBridge, now } = toolferry;
  const bridge = createBridge({ tools: [now] });
  vi.doMock('../../src/bridge/run.ts', () => {
    throw new Error('offline');
  });
  const start = vi.spyOn(onePause, 'start');
  await expect(bridge.run(onePause, 'go')).rejects.toMatchObject({ code: 'unreachable' });
  expect(start).not.toHaveBeenCalled();
  vi.doUnmock('../../src/bridge/run.ts');
  expect(await bridge.run(onePause, 'go')).toMatchObject([{ output: '1970-01-01T00:00:00.000Z' }]);
});

test('the first call of a tool with plain JSON Schema needs no real time, valid or not', async () => {
  const { createBridge } = toolferry;
  const inputSchema = { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } };
  const bridge = createBridge({ tools: [{ name: 'plain', description: 'Plain', inputSchema, handler: () => 'ran' }] });
  const call = (at: string) => inMicrotasks(bridge.execute({ id: 'c', name: 'plain', input: { at } }));
  expect(await call('2026-11-29T10:00:00Z')).toMatchObject({ output: 'ran' });
  expect(await call('yesterday')).toMatchObject({
    error: { message: expect.stringContaining('at: must match format') },
  });
});
