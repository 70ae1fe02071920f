import { type BridgeOptions, createBridge } from 'toolferry';
import { expect, test } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

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

test('a run cannot wait for an interrupt that a handler throws, so that call fails and the run continues', async () => {
  const handlers = [throwing(interrupt), async () => throwing(interrupt)()];
  const tools = handlers.map((handler, n) => ({ name: `t${n}`, description: 'T', inputSchema: {}, handler }));
  const calls = tools.map(({ name }) => ({ id: name, name, input: {} }));
  const [answers] = await createBridge({ tools }).run(scriptedServer(calls), 'go');
  expect(answers?.map((answer) => 'error' in answer && answer.error?.code)).toEqual(['failed', 'failed']);
});

test('execute without a call rejects and does not throw', async () => {
  const bridge = createBridge();
  const call = bridge.execute(undefined as never);
  await expect(call).rejects.toThrow(TypeError);
});

test('only an error with `is_bubble_up: true` counts as control flow', async () => {
  for (const is_bubble_up of [false, 'true', 1, undefined])
    expect((await execute(throwing(Object.assign(new Error('no'), { is_bubble_up })))).error?.message).toBe('no');
});
