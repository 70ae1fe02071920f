import { createBridge, defineTool, type JSONValue, type Pause, ToolferryError } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type ScriptedServer, scriptedServer } from './support/scripted-server.js';

const handler = vi.fn((input: { n: number }) => input.n + 1);
const add = () =>
  defineTool({ name: 'add', description: 'Add one', inputSchema: z.object({ n: z.number() }), handler });
const rounds = [
  [
    { id: 'a', name: 'add', input: { n: 1 } },
    { id: 'b', name: 'add', input: { n: 2 } },
  ],
  [{ id: 'c', name: 'add', input: { n: 3 } }],
];

/** A pause as an application stores it: emitted by the run and kept as JSON text until after the process has ended. */
async function keptPause(server: ScriptedServer): Promise<Pause> {
  let kept = '';
  const controller = new AbortController();
  const { cancel: _, ...withoutCancel } = server;
  const running = createBridge({ tools: [add()] }).run(withoutCancel, 'go', {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type !== 'paused') return;
      kept = JSON.stringify(event.pause);
      controller.abort();
    },
  });
  await expect(running).rejects.toThrow();
  handler.mockClear();
  return JSON.parse(kept);
}

test('a pause that was stored as JSON text is resumed by another bridge until the run completes', async () => {
  const server = scriptedServer(...rounds);
  const pause = await keptPause(server);
  const answers = await createBridge({ tools: [add()] }).resume(server, pause);
  expect(answers.flat()).toMatchObject([
    { toolCallId: 'a', output: 2 },
    { toolCallId: 'b', output: 3 },
    { toolCallId: 'c', output: 4 },
  ]);
  expect(handler).toHaveBeenCalledTimes(3);
  expect(server.pending.size).toBe(0);
});

test('an emitted pause is JSON without handlers and has its key and the digest of each tool', async () => {
  const pause = await keptPause(scriptedServer(...rounds));
  expect(pause).toEqual({
    version: 1,
    backend: 'scripted',
    runId: 'run_0',
    calls: rounds[0]?.map((call) => ({ ...call, tool: expect.stringMatching(/^[a-z0-9]{11}$/) })),
    state: { round: 0 },
    key: 'scripted/run_0',
  });
});

test.for<[string, (pause: Pause) => object]>([
  ['another version', (pause) => ({ ...pause, version: 2 })],
  ['another backend', (pause) => ({ ...pause, backend: 'letta' })],
  ['a runId that is not a string', (pause) => ({ ...pause, runId: Object.create(null) })],
  ['a key that is not a string', (pause) => ({ ...pause, key: { a: 1 } })],
  [
    'a tool that this bridge does not have',
    (pause) => ({ ...pause, calls: [...pause.calls, { id: 'x', name: 'missing', input: {} }] }),
  ],
  [
    'a tool with another digest',
    (pause) => ({ ...pause, calls: pause.calls.map((call) => ({ ...call, tool: 'other' })) }),
  ],
])('resuming a pause with %s is pause_mismatch, and nothing runs', async ([, change]) => {
  const server = scriptedServer(...rounds);
  const pause = change(await keptPause(server)) as Pause;
  const error: unknown = await createBridge({ tools: [add()] })
    .resume(server, pause)
    .catch((thrown) => thrown);
  if (!ToolferryError.isInstance(error)) throw new Error('was not refused');
  expect(error.code).toBe('pause_mismatch');
  expect(error.message).toContain('Nothing was run');
  expect(handler).not.toHaveBeenCalled();
  expect(server.pending.size).toBe(1);
});

test.for<[string, Partial<ReturnType<typeof add>>]>([
  ['description', { description: 'Add one, quickly' }],
  ['input schema', { inputSchema: { type: 'object' } }],
])('resuming after the %s of a tool has changed is pause_mismatch', async ([, change]) => {
  const server = scriptedServer(...rounds);
  const pause = await keptPause(server);
  const running = createBridge({ tools: [{ ...add(), ...change }] }).resume(server, pause);
  await expect(running).rejects.toMatchObject({ code: 'pause_mismatch' });
});

test('a pause can be resumed after a change of handlers, metadata or the order of keys', async () => {
  const server = scriptedServer(...rounds);
  const pause = await keptPause(server);
  const { inputSchema, ...rest } = add();
  const reordered = Object.fromEntries(Object.entries(inputSchema).reverse());
  const tool = { ...rest, inputSchema: reordered, metadata: { tags: ['new'] }, handler: () => 'other' };
  const [answers] = await createBridge({ tools: [tool] }).resume(server, pause);
  expect(answers).toMatchObject([{ output: 'other' }, { output: 'other' }]);
});

test('resuming a pending approval of a server tool needs no tool of that name', async () => {
  const server = scriptedServer([{ id: 'a', name: 'theirs', input: {}, ask: 'approval' }]);
  const { pause } = (await server.start('go', host)) as { pause: Pause };
  expect(await createBridge({ approve: () => true }).resume(server, pause)).toEqual([
    [{ toolCallId: 'a', approved: true }],
  ]);
});

test('a pending call without a digest can be resumed with any tool of its name', async () => {
  const server = scriptedServer(...rounds);
  const { pause } = (await server.start('go', host)) as { pause: Pause };
  expect(pause.calls[0]?.tool).toBeUndefined();
  expect(await createBridge({ tools: [add()] }).resume(server, pause)).toHaveLength(2);
});

test('resuming a pause that was already answered rejects with the error of the server', async () => {
  const server = scriptedServer(...rounds);
  const pause = await keptPause(server);
  const bridge = createBridge({ tools: [add()] });
  await bridge.resume(server, pause);
  await expect(bridge.resume(server, pause)).rejects.toThrow('409');
});

test('a resumed call is validated like any other', async () => {
  const server = scriptedServer([{ id: 'a', name: 'add', input: { n: 'one' } }]);
  const state: JSONValue = { round: 0 };
  await server.start('go', host);
  const pause: Pause = {
    version: 1,
    backend: 'scripted',
    runId: 'run_0',
    calls: [{ id: 'a', name: 'add', input: { n: 'one' } }],
    state,
  };
  const [answers] = await createBridge({ tools: [add()] }).resume(server, pause);
  expect(answers).toMatchObject([{ error: { code: 'invalid_input' } }]);
});

const host = { tools: [], signal: new AbortController().signal, emit: () => {} };
