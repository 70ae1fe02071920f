import { createBridge, type ToolContext } from 'toolferry';
import { expect, test, vi } from 'vitest';

const call = { id: 'c', name: 'work', input: {} };
const work = (handler: (input: unknown, context: ToolContext) => unknown) =>
  createBridge({ tools: [{ name: 'work', description: 'Work', inputSchema: {}, handler }] });

test('progress is reported in order, as JSON, before the result', async () => {
  const reported: unknown[] = [];
  const bridge = work(async (_, { progress }) => {
    progress(1);
    await null;
    progress({ at: new Date(0) });
    return reported.length;
  });
  const result = await bridge.execute(call, { onProgress: (value) => reported.push(value) });
  expect(reported).toEqual([1, { at: '1970-01-01T00:00:00.000Z' }]);
  expect(result.output).toBe(2);
});

test('progress that is reported after the end of a call is dropped', async () => {
  const kept: { progress?: (value: unknown) => void } = {};
  const onProgress = vi.fn();
  const bridge = work((_, { progress }) => {
    kept.progress = progress;
    return 'done';
  });
  await bridge.execute(call, { onProgress });
  kept.progress?.('late');
  expect(onProgress).not.toHaveBeenCalled();
});

test('progress without a listener, and progress that is not JSON, does not fail the call', async () => {
  const onProgress = vi.fn();
  const bridge = work((_, { progress }) => {
    progress(() => 1);
    return 'done';
  });
  expect((await bridge.execute(call)).output).toBe('done');
  expect((await bridge.execute(call, { onProgress })).output).toBe('done');
  expect(onProgress).not.toHaveBeenCalled();
});

test('a progress listener that throws or rejects does not fail the call', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const bridge = work((_, { progress }) => {
    progress(1);
    return 'done';
  });
  const listeners = [() => Promise.reject(new Error('rejects')), () => broken()];
  for (const onProgress of listeners) expect((await bridge.execute(call, { onProgress })).output).toBe('done');
  await new Promise(setImmediate);
  expect(unhandled).not.toHaveBeenCalled();
  process.off('unhandledRejection', unhandled);
});

test('the handler receives the id of its call and the caller', async () => {
  const caller = { kind: 'langchain', options: { tags: ['a'] } };
  const bridge = work((_, context) => ({ id: context.toolCallId, same: context.caller === caller }));
  expect((await bridge.execute(call, { caller })).output).toEqual({ id: 'c', same: true });
});

function broken(): never {
  throw new Error('throws');
}
