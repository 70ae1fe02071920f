import { createBridge } from 'toolferry';
import { expect, test, vi } from 'vitest';
// Internal: a real App Server sends calls of other clients' turns only to a client that happens to offer the tool.
import { openOtherCalls } from '../../../src/letta/app-server/live-runtime.js';

const call = { id: 'c', name: 'later', input: {} };

test("a call of another client's turn runs a tool that was added after the connection opened", async () => {
  const bridge = createBridge();
  const calls = openOtherCalls({ bridge, link: { lost: new AbortController().signal } as never });
  const handler = vi.fn(() => 'noon');
  bridge.tools.add({ name: 'later', description: 'Later', inputSchema: {}, handler });
  expect(await calls.run(call)).toMatchObject({ output: 'noon' });
});

test("a call of another client's turn that arrives twice runs once, also if its tool was removed in between", async () => {
  const handler = vi.fn(() => 'noon');
  const bridge = createBridge({ tools: [{ name: 'later', description: 'Later', inputSchema: {}, handler }] });
  const calls = openOtherCalls({ bridge, link: { lost: new AbortController().signal } as never });
  const first = await calls.run(call);
  bridge.tools.remove('later');
  expect(await calls.run(call)).toBe(first);
  expect(handler).toHaveBeenCalledOnce();
});
