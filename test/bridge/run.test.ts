import { createBridge, type RunEvent, type ToolContext } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

const tool = (name: string, handler: (input: unknown, context: ToolContext) => unknown) => ({
  name,
  description: 'A tool',
  inputSchema: { type: 'object' },
  handler,
});
const echo = tool('echo', (input) => input);
const call = (id: string, name: string, input: unknown = {}) => ({ id, name, input });

test('a run that never pauses resolves to its output', async () => {
  expect(await createBridge().run(scriptedServer(), 'go')).toEqual([]);
});

test('a run answers calls round by round until it completes', async () => {
  const server = scriptedServer([call('a', 'echo', { n: 1 })], [call('b', 'echo', '{"n":2}')]);
  expect(await createBridge({ tools: [echo] }).run(server, 'go')).toEqual([
    [{ toolCallId: 'a', toolName: 'echo', output: { n: 1 } }],
    [{ toolCallId: 'b', toolName: 'echo', output: { n: 2 } }],
  ]);
  expect(server.pending.size).toBe(0);
});

test('the calls of a round run concurrently and are answered in their original order', async () => {
  const started: Record<string, (value: string) => void> = {};
  const slow = tool(
    'slow',
    (_, { toolCallId }) => new Promise((resolve) => Object.assign(started, { [toolCallId]: resolve })),
  );
  const server = scriptedServer([call('a', 'slow'), call('b', 'slow'), call('c', 'slow')]);
  const running = createBridge({ tools: [slow] }).run(server, 'go');
  await expect.poll(() => Object.keys(started)).toHaveLength(3);
  for (const id of ['c', 'a', 'b']) started[id]?.(`answer to ${id}`);
  expect(await running).toEqual([
    ['a', 'b', 'c'].map((id) => ({ toolCallId: id, toolName: 'slow', output: `answer to ${id}` })),
  ]);
});

test('a run continues after a failed call, an unknown tool and a call without output', async () => {
  const broken = tool('broken', () => Promise.reject(new Error('no')));
  const nothing = tool('nothing', () => undefined);
  const server = scriptedServer([call('a', 'broken'), call('b', 'missing'), call('c', 'nothing'), call('d', 'echo')]);
  const [answers] = await createBridge({ tools: [broken, nothing, echo] }).run(server, 'go');
  expect(answers).toMatchObject([
    { toolCallId: 'a', error: { code: 'failed', message: 'no' } },
    { toolCallId: 'b', error: { code: 'unknown_tool' } },
    { toolCallId: 'c', output: null },
    { toolCallId: 'd', output: {} },
  ]);
});

test('a run offers the definitions that the policy does not block, without handlers', async () => {
  const server = scriptedServer();
  const tools = [{ ...echo, metadata: { tags: ['a'] }, outputSchema: {} }, tool('hidden', () => 1)];
  await createBridge({ tools, policy: ({ name }) => (name === 'hidden' ? 'block' : 'allow') }).run(server, 'go');
  const { handler: _, ...definition } = tools[0] as (typeof tools)[0];
  expect(server.offered).toEqual([[definition]]);
});

test('a run keeps the tools that it started with; added and removed tools affect the next run', async () => {
  const bridge = createBridge({
    tools: [
      tool('swap', () => {
        bridge.tools.remove('echo');
        bridge.tools.add(tool('late', () => 'late'));
        return null;
      }),
      echo,
    ],
  });
  const server = scriptedServer([call('a', 'swap')], [call('b', 'echo'), call('c', 'late')]);
  const [, second] = await bridge.run(server, 'go');
  expect(second).toMatchObject([{ output: {} }, { error: { code: 'unknown_tool' } }]);
  await bridge.run(scriptedServer([call('a', 'late')]), 'go').then(([answers]) => {
    expect(answers).toMatchObject([{ output: 'late' }]);
  });
  expect(server.offered[0]?.map(({ name }) => name)).toEqual(['swap', 'echo']);
});

test('two runs with the same call id share no answers', async () => {
  const handler = vi.fn((input: unknown) => input);
  const bridge = createBridge({ tools: [tool('echo', handler)] });
  const [first, second] = [{ run: 1 }, { run: 2 }].map((input) => scriptedServer([call('call_0', 'echo', input)]));
  const outputs = await Promise.all([first, second].map((server) => server && bridge.run(server, 'go')));
  expect(outputs).toMatchObject([[[{ output: { run: 1 } }]], [[{ output: { run: 2 } }]]]);
  expect(handler).toHaveBeenCalledTimes(2);
});

test('a run emits its events and those of the backend in order', async () => {
  const events: RunEvent[] = [];
  const working = tool('work', (_, { progress }) => {
    progress({ percent: 50 });
    return 'done';
  });
  const server = scriptedServer([call('a', 'work')]);
  const emitting: typeof server = {
    ...server,
    start(request, host) {
      host.emit('thinking');
      return server.start(request, host);
    },
  };
  await createBridge({ tools: [working] }).run(emitting, 'go', { onEvent: (event) => events.push(event) });
  const result = { toolCallId: 'a', toolName: 'work', output: 'done' };
  expect(events).toMatchObject([
    { type: 'backend', event: 'thinking' },
    { type: 'paused', pause: { backend: 'scripted', runId: 'run_0', calls: [{ id: 'a' }] }, round: 1 },
    { type: 'call-started', call: call('a', 'work') },
    { type: 'call-ruled', call: call('a', 'work'), ruling: { action: 'allow' } },
    { type: 'call-progress', call: call('a', 'work'), value: { percent: 50 } },
    { type: 'call-finished', call: call('a', 'work'), result, durationMs: expect.any(Number) },
    { type: 'resumed', answers: [result], round: 1 },
  ]);
});

test('an onEvent listener that throws or rejects does not affect the run', async () => {
  const server = scriptedServer([call('a', 'echo')]);
  const listeners = [() => Promise.reject(new Error('rejects')) as never, () => broken()];
  for (const onEvent of listeners)
    expect(await createBridge({ tools: [echo] }).run(server, 'go', { onEvent })).toMatchObject([[{ output: {} }]]);
});

test('a run rejects with the error of its backend, from start and from resume', async () => {
  const reason = new Error('the server fell over');
  const server = scriptedServer([call('a', 'echo')]);
  const bridge = createBridge({ tools: [echo] });
  await expect(bridge.run({ ...server, start: () => broken(reason) }, 'go')).rejects.toBe(reason);
  await expect(bridge.run({ ...server, resume: () => Promise.reject(reason) }, 'go')).rejects.toMatchObject({
    message: reason.message,
    cause: reason,
  });
});

test('an interrupt that a handler throws inside a run is a failed result with that reason', async () => {
  const interrupt = Object.assign(new Error('wait'), { is_bubble_up: true });
  const interrupting = tool('ask', () => Promise.reject(interrupt));
  const server = scriptedServer([call('a', 'ask'), call('b', 'echo')]);
  expect(await createBridge({ tools: [interrupting, echo] }).run(server, 'go')).toMatchObject([
    [
      { toolCallId: 'a', error: { code: 'failed', message: expect.stringContaining('interrupt') } },
      { toolCallId: 'b', output: {} },
    ],
  ]);
});

function broken(reason: Error = new Error('throws')): never {
  throw reason;
}

test('a misspelt option of a run rejects with a TypeError that names the right one', async () => {
  const options = { onEvnt: () => {} } as object;
  await expect(createBridge().run(scriptedServer(), 'go', options)).rejects.toThrow(
    new TypeError('"onEvnt" is not an option of a run. Did you mean onEvent?'),
  );
});
