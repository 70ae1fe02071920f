import assert from 'node:assert/strict';
import {
  type Bridge,
  type ClientTool,
  createBridge,
  type Pause,
  type PendingCall,
  type RunBackend,
  type RunState,
} from 'toolferry';
import { attack, each, type Group, shownElsewhere } from '../attack.ts';
import { cpuMs } from '../longest-block.ts';
import { outcomeOf } from '../remote-tools.ts';

const isShort = process.env.ATTACK_SHORT === '1';
const count = (full: number): number => (isShort ? full / 10 : full);

const tool = (handler: ClientTool['handler']): ClientTool => ({
  name: 'work',
  description: 'Work',
  inputSchema: { type: 'object', properties: { p: { type: 'number' } } },
  ...(handler && { handler }),
});

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
const handlers: Readonly<Record<string, NonNullable<ClientTool['handler']>>> = {
  'a synchronous handler': () => 1,
  'an async handler': async () => 1,
  'a handler that waits': async () => {
    await nextTurn();
    return 1;
  },
  'a handler that listens to its signal': async (_input, { signal }) => {
    signal.addEventListener('abort', () => {});
    await nextTurn();
    return 1;
  },
};

/** The CPU time of one more call, in a small and in a large number of calls at the same time, does not differ much. */
async function growsLinearly(run: (calls: number) => Promise<unknown>): Promise<void> {
  await run(500);
  const cost = async (calls: number) => {
    const before = cpuMs();
    await run(calls);
    return (cpuMs() - before) / calls;
  };
  const small = Math.min(await cost(4000), await cost(4000), await cost(4000));
  const large = Math.min(await cost(32_000), await cost(32_000));
  // A call that costs less than a microsecond cannot be measured exactly.
  const factor = large / Math.max(small, 0.001);
  assert.ok(factor < 4, `a call among 32,000 costs ${factor.toFixed(1)} times as much as one among 4,000`);
}

async function underOneSignal(handler: NonNullable<ClientTool['handler']>): Promise<void> {
  const bridge = createBridge({ tools: [tool(handler)] });
  await growsLinearly(async (calls) => {
    const { signal } = new AbortController();
    await Promise.all(callsOf(calls).map((call) => bridge.execute(call, { signal })));
  });
}

function callsOf(calls: number): PendingCall[] {
  return Array.from({ length: calls }, (_, n) => ({ id: `call-${n}`, name: 'work', input: { p: n } }));
}

/** A backend that pauses once for these calls. */
function pausesOnce(calls: readonly PendingCall[]): RunBackend<null, number> {
  const pause: Pause = { version: 1, backend: 'fake', runId: 'run', calls, state: null };
  return {
    name: 'fake',
    start: async (): Promise<RunState<number>> => ({ status: 'paused', pause }),
    resume: async (_pause, answers) => ({ status: 'completed', output: answers.length }),
  };
}

async function inOnePause(handler: NonNullable<ClientTool['handler']>): Promise<void> {
  const bridge = createBridge({ tools: [tool(handler)] });
  await growsLinearly(async (calls) => assert.equal(await bridge.run(pausesOnce(callsOf(calls)), null), calls));
}

/** Aborts all calls in flight at once. */
async function abortsLinearly(handler: NonNullable<ClientTool['handler']>): Promise<void> {
  const bridge = createBridge({ tools: [tool(handler)] });
  await growsLinearly(async (calls) => {
    const controller = new AbortController();
    const running = callsOf(calls).map((call) => bridge.execute(call, { signal: controller.signal }));
    controller.abort(new Error('enough'));
    await Promise.all(running);
  });
}

function heapMB(): number {
  global.gc?.();
  global.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

/** Kinds of calls, none of which may leave anything behind. */
const kinds: Readonly<
  Record<
    string,
    { readonly handler: NonNullable<ClientTool['handler']>; readonly call?: object; readonly outcome?: string }
  >
> = {
  'calls that succeed': { handler: async () => 1 },
  'calls that fail': {
    handler: () => {
      throw new Error('no');
    },
    outcome: 'failed',
  },
  'invalid calls': { handler: () => 1, call: { input: { p: 'x' } }, outcome: 'invalid_input' },
  'calls of tools that do not exist': { handler: () => 1, call: { name: 'other' }, outcome: 'unknown_tool' },
};

async function leavesNothing({ handler, call = {}, outcome = 'ran' }: (typeof kinds)[string]): Promise<void> {
  const bridge = createBridge({ tools: [tool(handler)] });
  const { signal } = new AbortController();
  const run = async (calls: number): Promise<void> => {
    for (let n = 0; n < calls; n++) {
      const result = await bridge.execute({ id: `call-${n}`, name: 'work', input: { p: n }, ...call }, { signal });
      assert.equal(outcomeOf(result), outcome);
    }
  };
  await run(5000);
  const before = heapMB();
  await run(count(100_000));
  const grown = heapMB() - before;
  assert.ok(grown < 1, `the heap grew by ${grown.toFixed(2)} MB`);
}

/** Runs that are paused and wait for their handlers. The pause is one object, so that only the bridge's memory counts. */
const paused: Readonly<Record<string, (bridge: Bridge) => Promise<unknown>>> = {
  'runs with one call': (bridge) => bridge.run(oneCall, null),
  'runs with a signal': (bridge) => bridge.run(oneCall, null, { signal: new AbortController().signal }),
  'runs under one signal': (bridge) => bridge.run(oneCall, null, { signal: shared.signal }),
  'runs with a listener': (bridge) => bridge.run(oneCall, null, { onEvent: () => {} }),
};
const oneCall = pausesOnce(callsOf(1));
const shared = new AbortController();

async function waitsInLittleMemory(run: (bridge: Bridge) => Promise<unknown>): Promise<void> {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const bridge = createBridge({ tools: [tool(() => ended)] });
  await Promise.race([run(bridge), nextTurn()]);
  const before = heapMB();
  const runs = Array.from({ length: 10_000 }, () => run(bridge));
  for (let turn = 0; turn < 20; turn++) await nextTurn();
  const grown = heapMB() - before;
  end();
  await Promise.all(runs);
  assert.ok(grown < 60, `10,000 runs take ${grown.toFixed(0)} MB`);
}

export const load: Group = [
  attack('many calls under one signal', each(handlers, underOneSignal), { cpuSeconds: 10, seconds: 60 }),
  attack('many calls in one pause', each(handlers, inOnePause), { cpuSeconds: 15, seconds: 60 }),
  attack('an abort of many calls', each(handlers, abortsLinearly), { cpuSeconds: 10, seconds: 60 }),
  attack('calls that leave something behind', each(kinds, leavesNothing), { cpuSeconds: 10, seconds: 60 }),
  attack('paused runs that fill the memory', each(paused, waitsInLittleMemory), { cpuSeconds: 10, seconds: 60 }),
  shownElsewhere('the cost of a call with an async handler', 'bench/README.md'),
  shownElsewhere('fake timers around the first call of a process', 'test/bridge/first-call.test.ts'),
];
