import { type BridgeOptions, type ClientTool, createBridge, type ToolContext } from 'toolferry';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
// Internal: the mark of tools that start runs, set by the folders that make such tools.
import { startsRun } from '../../src/tool/marks.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const call = { id: 'c', name: 'wait', input: {} };

/** A tool that ignores its signal and ends only through `started.end` or `started.fail`. */
function waiting() {
  const started: { context?: ToolContext; end?: (value: unknown) => void; fail?: (reason: unknown) => void } = {};
  const handler = vi.fn((_input: unknown, context: ToolContext) => {
    started.context = context;
    return new Promise<unknown>((resolve, reject) => {
      Object.assign(started, { end: resolve, fail: reject });
    });
  });
  const tool = {
    name: 'wait',
    description: 'Wait',
    inputSchema: {},
    validate: (value: unknown) => ({ value }),
    handler,
  };
  return { tool, started, handler };
}

/** Returns the time in milliseconds after which a handler that never ends times out; undefined if it does not. */
async function patience(
  timeoutMs: BridgeOptions['timeoutMs'],
  change: (tool: ClientTool) => ClientTool = (tool) => tool,
) {
  const { tool } = waiting();
  const bridge = createBridge({ tools: [change(tool)], timeoutMs });
  const before = Date.now();
  const controller = new AbortController();
  const running = bridge.execute(call, { signal: controller.signal });
  await vi.advanceTimersByTimeAsync(0);
  if (vi.getTimerCount() === 0) {
    controller.abort();
    return (await running).error?.code === 'aborted' ? undefined : Number.NaN;
  }
  await vi.advanceTimersToNextTimerAsync();
  expect((await running).error?.code).toBe('timeout');
  return Date.now() - before;
}

test('the time-out reaches the handler, and the result does not wait for one that ignores it', async () => {
  const { tool, started } = waiting();
  const running = createBridge({ tools: [tool], timeoutMs: 50 }).execute(call);
  await vi.advanceTimersByTimeAsync(49);
  expect(started.context?.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect((await running).error).toEqual({ code: 'timeout', message: '"wait" did not finish within 50 ms.' });
  expect(started.context?.signal.aborted).toBe(true);
  expect(started.context?.signal.reason).toMatchObject({ name: 'TimeoutError' });
});

test('an abort reaches the handler with its reason, and the result does not wait', async () => {
  const { tool, started } = waiting();
  const controller = new AbortController();
  const running = createBridge({ tools: [tool] }).execute(call, { signal: controller.signal });
  await vi.advanceTimersByTimeAsync(0);
  controller.abort('user left');
  expect((await running).error).toEqual({ code: 'aborted', message: '"wait" was aborted.' });
  expect(started.context?.signal.reason).toBe('user left');
  expect(vi.getTimerCount()).toBe(0);
});

test.for(['value', 'failure', 'interrupt'])('a late %s is dropped', async (kind) => {
  const { tool, started } = waiting();
  const running = createBridge({ tools: [tool], timeoutMs: 50 }).execute(call);
  await vi.advanceTimersByTimeAsync(50);
  const result = await running;
  const before = structuredClone(result);
  if (kind === 'value') started.end?.('late');
  else started.fail?.(Object.assign(new Error('late'), { is_bubble_up: kind === 'interrupt' }));
  await vi.advanceTimersByTimeAsync(0);
  expect(result).toEqual(before);
});

test('a call that is aborted before it starts never runs the handler', async () => {
  const { tool, handler } = waiting();
  const result = await createBridge({ tools: [tool] }).execute(call, { signal: AbortSignal.abort() });
  expect(result.error?.code).toBe('aborted');
  expect(handler).not.toHaveBeenCalled();
});

test('a hung handler harms only its own call', async () => {
  const { tool } = waiting();
  const quick = {
    name: 'quick',
    description: 'Quick',
    inputSchema: {},
    validate: tool.validate,
    handler: () => 'done',
  };
  const bridge = createBridge({ tools: [tool, quick], timeoutMs: 50 });
  const hung = bridge.execute(call);
  expect((await bridge.execute({ id: 'd', name: 'quick', input: {} })).output).toBe('done');
  await vi.advanceTimersByTimeAsync(50);
  expect((await hung).error?.code).toBe('timeout');
});

test('a call that has ended leaves no timer and no listener behind', async () => {
  const { tool, started } = waiting();
  const { signal } = new AbortController();
  const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
  const running = createBridge({ tools: [tool] }).execute(call, { signal });
  await vi.advanceTimersByTimeAsync(0);
  started.end?.('done');
  expect((await running).output).toBe('done');
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(remove).toHaveBeenCalledTimes(add.mock.calls.length);
  expect(started.context?.signal.aborted).toBe(false);
});

test('the default time-out is five minutes; timeoutMs sets another, for all tools or for each', async () => {
  expect(await patience(undefined)).toBe(300_000);
  expect(await patience(1234)).toBe(1234);
  expect(await patience(({ name }) => (name === 'wait' ? 77 : 1))).toBe(77);
  expect(await patience(() => undefined)).toBe(300_000);
});

test('the time-out starts with the handler, so that approval may take longer', async () => {
  const { tool, started } = waiting();
  const approve = () => new Promise<boolean>((resolve) => setTimeout(resolve, 5000, true));
  const running = createBridge({ tools: [tool], policy: () => 'ask', approve, timeoutMs: 50 }).execute(call);
  await vi.advanceTimersByTimeAsync(5000);
  await vi.advanceTimersByTimeAsync(49);
  started.end?.('before the time-out');
  expect((await running).output).toBe('before the time-out');
});

test('timeoutMs of Infinity, or longer than a timer can be, means no limit', async () => {
  expect(await patience(Number.POSITIVE_INFINITY)).toBeUndefined();
  expect(await patience(2 ** 31)).toBeUndefined();
  expect(await patience(() => Number.POSITIVE_INFINITY)).toBeUndefined();
});

test('createBridge throws a TypeError for a timeoutMs that is not a positive number', () => {
  for (const timeoutMs of [0, -1, Number.NaN, '5' as unknown as number])
    expect(() => createBridge({ timeoutMs })).toThrow(TypeError);
});

test('a timeoutMs function that throws or returns an invalid value leaves the default', async () => {
  const broken = () => {
    throw new Error('broken');
  };
  for (const timeoutMs of [broken, () => Number.NaN, () => -1, () => 0, () => '5' as unknown as number])
    expect(await patience(timeoutMs)).toBe(300_000);
});

test('the default time-out does not apply to a tool that starts runs, but a limit for that tool does', async () => {
  const starting = (tool: ClientTool) => startsRun.set(tool, true);
  expect(await patience(undefined, starting)).toBeUndefined();
  expect(await patience(1000, starting)).toBeUndefined();
  expect(await patience(() => undefined, starting)).toBeUndefined();
  expect(await patience(() => 50, starting)).toBe(50);
});

const hung = () => new Promise<never>(() => {});

test.for<[string, Partial<ClientTool>]>([
  ['validator', { validate: hung }],
  ['needsApproval function', { validate: undefined, needsApproval: hung }],
])('an abort ends a call whose %s hangs, and the handler does not run', async ([, hanging]) => {
  const { tool, handler } = waiting();
  const approve = vi.fn(() => true);
  const controller = new AbortController();
  const bridge = createBridge({ tools: [{ ...tool, ...hanging }], approve });
  const running = bridge.execute(call, { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await vi.advanceTimersByTimeAsync(50);
  expect((await running).error).toEqual({ code: 'aborted', message: '"wait" was aborted before it ran.' });
  expect(approve).not.toHaveBeenCalled();
  expect(handler).not.toHaveBeenCalled();
});

test('a synchronous handler starts no timer and leaves no listener behind', async () => {
  const { signal } = new AbortController();
  const add = vi.spyOn(signal, 'addEventListener');
  const remove = vi.spyOn(signal, 'removeEventListener');
  const { tool } = waiting();
  const handler = (_input: unknown, context: ToolContext) => [vi.getTimerCount(), context.signal.aborted];
  const bridge = createBridge({ tools: [{ ...tool, handler }] });
  expect((await bridge.execute(call, { signal })).output).toEqual([0, false]);
  expect(remove.mock.calls.map(([, listener]) => listener)).toEqual(add.mock.calls.map(([, listener]) => listener));
});

test('a handler that aborts its own call sees its signal abort at once, and its value is dropped', async () => {
  const controller = new AbortController();
  const { tool } = waiting();
  const seen: unknown[] = [];
  const handler = (_input: unknown, context: ToolContext) => {
    seen.push(context.signal.aborted);
    controller.abort('enough');
    seen.push(context.signal.aborted, context.signal.reason);
    return 'dropped';
  };
  const bridge = createBridge({ tools: [{ ...tool, handler }] });
  expect((await bridge.execute(call, { signal: controller.signal })).error?.code).toBe('aborted');
  expect(seen).toEqual([false, true, 'enough']);
});

test('a copy of the context, as a decorator makes, has the signal', async () => {
  const { tool } = waiting();
  const inner = (_input: unknown, { signal }: ToolContext) => signal.aborted;
  const handler = (input: unknown, context: ToolContext) => inner(input, { ...context });
  const bridge = createBridge({ tools: [{ ...tool, handler }] });
  expect((await bridge.execute(call)).output).toBe(false);
});

test('a thenable that is not a Promise is awaited', async () => {
  const { tool } = waiting();
  const query = Object.defineProperty({}, 'then', { value: (resolve: (rows: unknown) => void) => resolve(['row']) });
  const bridge = createBridge({ tools: [{ ...tool, handler: () => query }] });
  expect((await bridge.execute(call)).output).toEqual(['row']);
});

test.for(['value', 'stopped', 'issues', 'refused'])(
  'a promise with a member `%s` is awaited like any other',
  async (member) => {
    const { tool } = waiting();
    const labelled = (value: unknown) => Object.assign(Promise.resolve(value), { [member]: 'of the promise' });
    const validate = (value: unknown) => labelled({ value }) as Promise<{ value: unknown }>;
    const bridge = createBridge({ tools: [{ ...tool, validate, handler: () => labelled('of the handler') }] });
    expect((await bridge.execute(call)).output).toBe('of the handler');
  },
);
