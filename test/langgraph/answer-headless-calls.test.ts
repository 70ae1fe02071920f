import { createBridge, defineTool } from 'toolferry';
import { createJournal, memoryStore } from 'toolferry/journal';
import { answerHeadlessCalls } from 'toolferry/langgraph';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const locate = defineTool({ name: 'locate', description: 'Where the user is', inputSchema: { type: 'object' } });
const interrupt = (id: string, name: string) => ({
  id: `i-${id}`,
  value: { type: 'tool', toolCall: { id, name, args: {} } },
});
const standingAt = (...interrupts: object[]) => ({ values: { messages: [] }, tasks: [{ name: 'tools', interrupts }] });
const answer = { command: { resume: { 'i-c1': { c1: 'here' } } }, multitaskStrategy: 'enqueue' };
const thread = 't1';

function createPage() {
  const handler = vi.fn(() => 'here');
  const bridge = createBridge({ tools: [{ ...locate, handler }], journal: createJournal(memoryStore()) });
  const getState = vi.fn(async (_: string): Promise<object> => standingAt());
  const submit = vi.fn(async (_values: null, _options: object) => {});
  return { bridge, handler, getState, submit, stream: { isLoading: false, client: { threads: { getState } }, submit } };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('answers that the server did not get are sent again, and the handler does not run again', async () => {
  const { bridge, handler, getState, submit, stream } = createPage();
  getState.mockResolvedValue(standingAt(interrupt('c1', 'locate')));
  answerHeadlessCalls(bridge, stream, { thread });
  await expect.poll(() => submit).toHaveBeenCalledTimes(2);
  getState.mockResolvedValue(standingAt());
  expect(submit.mock.calls).toEqual([
    [null, answer],
    [null, answer],
  ]);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('an answered call that the thread shows as open while another call is open is not sent again', async () => {
  const { bridge, getState, submit, stream } = createPage();
  getState.mockResolvedValue(standingAt(interrupt('c1', 'locate'), interrupt('c2', 'elsewhere')));
  for (const times of [1, 2]) {
    answerHeadlessCalls(bridge, stream, { thread });
    await expect.poll(() => getState.mock.calls.length).toBeGreaterThanOrEqual(times + 1);
    await vi.advanceTimersByTimeAsync(60_000);
  }
  expect(submit.mock.calls).toEqual([[null, answer]]);
});

test('a thread that cannot be read is read again, and the error is reported', async () => {
  const { bridge, getState, submit, stream } = createPage();
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  getState.mockRejectedValueOnce(new Error('offline'));
  getState.mockResolvedValueOnce(standingAt(interrupt('c1', 'locate')));
  answerHeadlessCalls(bridge, stream, { thread });
  await expect.poll(() => submit.mock.calls).toEqual([[null, answer]]);
  expect(reported.mock.calls).toEqual([[new Error('offline')]]);
});

test('a thread that does not take the answers gets them again, and the error is reported', async () => {
  const { bridge, handler, getState, submit, stream } = createPage();
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  getState.mockResolvedValue(standingAt(interrupt('c1', 'locate')));
  submit.mockRejectedValueOnce(new Error('offline'));
  answerHeadlessCalls(bridge, stream, { thread });
  await expect.poll(() => submit).toHaveBeenCalledTimes(2);
  getState.mockResolvedValue(standingAt());
  expect(reported.mock.calls).toEqual([[new Error('offline')]]);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('nothing is done without a thread or while a run is loading, and a bridge without a journal is refused', async () => {
  const { bridge, getState, stream } = createPage();
  answerHeadlessCalls(bridge, stream, { thread: null });
  answerHeadlessCalls(bridge, { ...stream, isLoading: true }, { thread });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(getState).not.toHaveBeenCalled();
  expect(() => answerHeadlessCalls(createBridge({ tools: [] }), stream, { thread })).toThrow('has no journal');
});

test('a handler that interrupts a graph is answered with a failure, and the other calls of the thread with their results', async () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const interruption = Object.assign(new Error('interrupt'), { is_bubble_up: true });
  const { bridge, getState, submit, stream } = createPage();
  const pause = () => {
    throw interruption;
  };
  bridge.tools.add({ ...locate, name: 'pause', handler: pause });
  getState.mockResolvedValueOnce(standingAt(interrupt('c1', 'locate'), interrupt('c2', 'pause')));
  answerHeadlessCalls(bridge, stream, { thread });
  await expect.poll(() => submit).toHaveBeenCalledTimes(1);
  expect(reported.mock.calls).toEqual([[interruption]]);
  const failed = expect.objectContaining({ error: expect.objectContaining({ code: 'outcome_unknown' }) });
  const resume = { 'i-c1': { c1: 'here' }, 'i-c2': { c2: failed } };
  expect(submit.mock.calls).toEqual([[null, { ...answer, command: { resume } }]]);
});
