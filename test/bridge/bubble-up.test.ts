import { type BridgeOptions, createBridge } from 'toolferry';
import { expect, test } from 'vitest';

/** Like LangGraph's GraphInterrupt: an error that no one may catch on its way up. */
class Interrupt extends Error {
  readonly is_bubble_up = true;
}
const interrupt = new Interrupt('wait for a human');
const throwing = (error: unknown) => () => {
  throw error;
};
const execute = (handler: () => unknown, options: BridgeOptions = {}) =>
  createBridge({ ...options, tools: [{ name: 'a', description: 'A', inputSchema: {}, handler }] }).execute({
    id: 'c',
    name: 'a',
    input: {},
  });

test("execute rejects with a framework's control flow that the handler throws", async () => {
  await expect(execute(throwing(interrupt))).rejects.toBe(interrupt);
  await expect(execute(async () => throwing(interrupt)())).rejects.toBe(interrupt);
});

test("execute rejects with a framework's control flow that approve throws", async () => {
  const asking: BridgeOptions = { policy: () => 'ask' };
  await expect(execute(() => 'ran', { ...asking, approve: throwing(interrupt) })).rejects.toBe(interrupt);
  await expect(execute(() => 'ran', { ...asking, approve: () => Promise.reject(interrupt) })).rejects.toBe(interrupt);
});

test('only an error with `is_bubble_up: true` counts as control flow', async () => {
  for (const is_bubble_up of [false, 'true', 1, undefined])
    expect((await execute(throwing(Object.assign(new Error('no'), { is_bubble_up })))).error?.message).toBe('no');
});
