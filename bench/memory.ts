/** The memory that calls leave behind and that paused runs take, and whether the time of many calls at once is linear. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createBridge, type DefinedTool, defineTool, type RunBackend } from 'toolferry';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { memoryStore } from 'toolferry/journal';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { median, milliseconds } from './in-turns.ts';
import { scriptedATP } from './scripted-atp.ts';

const calls = 100_000;
const runs = 10_000;

/** A bridge has more tools than the one that is called. */
function toolsWith(handler: () => unknown): DefinedTool<unknown, unknown>[] {
  const inputSchema = { type: 'object', properties: { n: { type: 'number' } } } as const;
  const named = (name: string) => defineTool({ name, description: 'Do it', inputSchema, handler });
  return ['work', ...Array.from({ length: 19 }, (_, n) => `other_${n}`)].map(named) as never;
}

await leftBehind('bridge', () => {
  const bridge = createBridge({ tools: toolsWith(async () => ({ done: true })) });
  return (n) => bridge.execute({ id: `call_${n}`, name: 'work', input: { n } });
});
await leftBehind('AI SDK', () => {
  const { work } = toAISDK(toolsWith(async () => ({ done: true })));
  return async (n) => work?.execute?.({ n }, { toolCallId: `call_${n}`, messages: [], context: undefined as never });
});
await leftBehind('LangChain', () => {
  const [work] = toLangChain(toolsWith(async () => ({ done: true })));
  return (n) => work?.invoke({ type: 'tool_call', id: `call_${n}`, name: 'work', args: { n } });
});

await paused('a backend in this process', async (tools) => {
  const bridge = createBridge({ tools });
  const backend = scriptedBackend(1);
  return (n) => bridge.run(backend, n);
});
await paused('an ATP server', async (tools) => {
  const atp = await connectATP({ baseUrl: 'http://scripted.invalid', tools, fetch: scriptedATP(1) });
  return () => atp.execute('return await api.client.work({ n: 0 })');
});

await pausedThreads();

const { signal } = new AbortController();
await linear('a pause of 10,000 async calls, against 1,000', 10_000, 1_000, (count) => {
  const bridge = createBridge({ tools: toolsWith(() => nextTurn({ done: true })) });
  return () => bridge.run(scriptedBackend(count), 0, { signal });
});
await linear('an ATP batch of 20,000 calls, against 2,000', 20_000, 2_000, async (count) => {
  const fetch = scriptedATP(count);
  const options = { tools: toolsWith(() => nextTurn({ done: true })), fetch, maxCallsPerPause: count };
  const atp = await connectATP({ baseUrl: `http://scripted-${count}.invalid`, ...options });
  return () => atp.execute('return 1', { signal });
});
process.exit();

/** How much memory is left after many calls. */
async function leftBehind(way: string, make: () => (n: number) => unknown): Promise<void> {
  const call = make();
  for (let n = 0; n < 2_000; n++) await call(n);
  const before = await usedHeap();
  for (let n = 0; n < calls; n++) await call(n);
  report(`${way}: heap growth by ${calls.toLocaleString('en')} calls`, (await usedHeap()) - before, 1);
}

/** How much memory runs take whose only call waits for its handler. */
async function paused(
  backend: string,
  connect: (tools: DefinedTool<unknown, unknown>[]) => Promise<(n: number) => Promise<unknown>>,
): Promise<void> {
  let release: (() => void)[] = [];
  const handler = () => new Promise<void>((resolve) => void release.push(resolve));
  const start = await connect(toolsWith(handler));
  const runAll = async (count: number, whilePaused: () => Promise<void>): Promise<void> => {
    const running = Array.from({ length: count }, (_, n) => start(n));
    while (release.length < count) await nextTurn();
    await whilePaused();
    for (const each of release) each();
    release = [];
    await Promise.all(running);
  };
  await runAll(100, async () => {});
  const before = await usedHeap();
  await runAll(runs, async () =>
    report(`${runs.toLocaleString('en')} paused runs on ${backend}`, (await usedHeap()) - before, 60),
  );
}

/** How much memory AG-UI threads take that wait for the result of one call, in addition to what their clients and agents sent. */
async function pausedThreads(): Promise<void> {
  const options = { store: memoryStore(), authorize: () => 'Ada', toRequest: () => 1 };
  const handler = createAGUIHandler(scriptedBackend(1), options);
  const tools = [{ name: 'work', description: 'Work', parameters: { type: 'object' } }];
  const messages = [{ id: 'm1', role: 'user', content: 'Work' }];
  const start = async (threadId: string) => {
    const body = JSON.stringify({ threadId, runId: 'r1', protocolVersion: '1.0', messages, tools });
    await (await handler(new Request('http://agent.invalid', { method: 'POST', body }))).text();
  };
  for (let n = 0; n < 1_000; n++) await start(`before ${n}`);
  const before = await usedHeap();
  for (let n = 0; n < runs; n++) await start(`thread ${n}`);
  const sent = JSON.stringify([messages, tools, { id: 'call_0', name: 'work', input: { n: 0 } }]).length;
  const bytes = ((await usedHeap()) - before) / runs - sent;
  const title = `${runs.toLocaleString('en')} paused AG-UI threads, without their conversation`;
  console.log(`${title.padEnd(60)} ${bytes.toFixed(0)} B each (at most 1,000)`);
  if (bytes > 1_000) process.exitCode = 1;
}

/** Time per call of many calls at once, in units of that of fewer. */
async function linear(
  title: string,
  many: number,
  few: number,
  make: (count: number) => (() => Promise<unknown>) | Promise<() => Promise<unknown>>,
): Promise<void> {
  const [runMany, runFew] = [await make(many), await make(few)];
  const ratios: number[] = [];
  for (let round = 0; round < 12; round++) {
    const [short, long] = [await milliseconds(runFew), await milliseconds(runMany)];
    if (round > 2) ratios.push(long / many / (short / few));
  }
  const ratio = median(ratios);
  console.log(`${title.padEnd(60)} ${ratio.toFixed(2)} (per call, at most 2)`);
  if (ratio > 2) process.exitCode = 1;
}

/** A backend whose runs pause once with this many calls. */
function scriptedBackend(count: number): RunBackend<number, number> {
  const calls = Array.from({ length: count }, (_, n) => ({ id: `call_${n}`, name: 'work', input: { n } }));
  return {
    name: 'scripted',
    start: async (n) => ({
      status: 'paused',
      pause: { version: 1, backend: 'scripted', runId: `run_${n}`, calls: structuredClone(calls), state: { n } },
    }),
    resume: async (_pause, answers) => {
      if (answers.some((answer) => 'error' in answer)) throw new Error('a call failed');
      return { status: 'completed', output: answers.length };
    },
  };
}

async function usedHeap(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('This benchmark needs node --expose-gc.');
  for (let round = 0; round < 5; round++) {
    globalThis.gc();
    await nextTurn();
  }
  return process.memoryUsage().heapUsed;
}

function report(title: string, bytes: number, atMost: number): void {
  const megabytes = bytes / 2 ** 20;
  console.log(`${title.padEnd(60)} ${megabytes.toFixed(2)} MB (below ${atMost})`);
  if (megabytes >= atMost) process.exitCode = 1;
}
