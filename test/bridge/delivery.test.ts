import { type Answer, createBridge, type Pause, type PendingCall, type RunEvent, ToolferryError } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

const call = (id: string, name = 'pay'): PendingCall => ({ id, name, input: { id } });
const rounds = [[call('a'), { ...call('b', 'theirs'), ask: 'approval' as const }], [call('c')]];
const down = new ToolferryError('unreachable', 'No connection', { data: { attempts: 3 } });

/** A bridge, and a server that cannot be reached when the answers of the first round are delivered. */
function setUp(failure: unknown = down) {
  const handler = vi.fn((input: unknown) => `paid ${idOf(input)}`);
  const approve = vi.fn(() => true);
  const tools = [{ name: 'pay', description: 'Pay', inputSchema: {}, handler }];
  const server = scriptedServer(...rounds);
  const offline = { ...server, resume: () => Promise.reject(failure) };
  return { bridge: createBridge({ tools, approve }), handler, approve, server, offline };
}

const idOf = (input: unknown) => (input as { readonly id: string }).id;

async function failureOf(run: Promise<unknown>): Promise<ToolferryError> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown) => thrown,
  );
  if (!ToolferryError.isInstance(error)) throw new Error('it did not reject with a ToolferryError');
  return error;
}

const pauseIn = ({ data }: ToolferryError) => JSON.parse(JSON.stringify((data as { pause: Pause }).pause)) as Pause;

test('a run whose answers cannot be delivered rejects with the error of its backend, which has the pause and its answers', async () => {
  const { bridge, offline } = setUp();
  const error = await failureOf(bridge.run(offline, 'go'));
  expect(error).toMatchObject({ code: 'unreachable', message: 'No connection', cause: down, data: { attempts: 3 } });
  expect(pauseIn(error)).toMatchObject({
    runId: 'run_0',
    calls: [{ id: 'a' }, { id: 'b' }],
    answers: [
      { toolCallId: 'a', output: 'paid a' },
      { toolCallId: 'b', approved: true },
    ],
  });
});

test('an error of another class is the cause of the error with the pause', async () => {
  for (const thrown of [new TypeError('fetch failed'), 'no way out', null]) {
    const { bridge, offline } = setUp(thrown);
    const error = await failureOf(bridge.run(offline, 'go'));
    expect(error.code).toBe('run_failed');
    expect(error.cause).toBe(thrown);
    expect(pauseIn(error).answers).toHaveLength(2);
  }
});

test('resuming a pause with answers delivers them, and runs and asks nothing again', async () => {
  const { bridge, offline, server, handler, approve } = setUp();
  const pause = pauseIn(await failureOf(bridge.run(offline, 'go')));
  handler.mockClear();
  approve.mockClear();
  const events: RunEvent['type'][] = [];
  const answers = await bridge.resume(server, pause, { onEvent: ({ type }) => events.push(type) });
  expect(answers.flat()).toMatchObject([{ output: 'paid a' }, { approved: true }, { output: 'paid c' }]);
  expect(handler.mock.calls.map(([input]) => idOf(input))).toEqual(['c']);
  expect(approve).not.toHaveBeenCalled();
  expect(events).toEqual(['paused', 'resumed', 'paused', 'call-started', 'call-ruled', 'call-finished', 'resumed']);
});

test('a resumed run that cannot deliver either rejects with the same answers', async () => {
  const { bridge, offline, handler } = setUp();
  const first = pauseIn(await failureOf(bridge.run(offline, 'go')));
  const second = pauseIn(await failureOf(bridge.resume(offline, first)));
  expect(second).toEqual(first);
  expect(handler).toHaveBeenCalledOnce();
});

test('a call of a pause without an answer, or with the answer to another kind of question, is answered here', async () => {
  const { bridge, offline, server, handler } = setUp();
  const pause = pauseIn(await failureOf(bridge.run(offline, 'go')));
  handler.mockClear();
  const answers: Answer[] = [{ toolCallId: 'a', approved: true }];
  await bridge.resume(server, { ...pause, answers });
  expect(handler.mock.calls.map(([input]) => idOf(input))).toEqual(['a', 'c']);
});

test('a call that was answered before a pause was resumed does not run again later in that run', async () => {
  const { bridge, handler, server } = setUp();
  const repeating = scriptedServer([call('a')], [call('a')]);
  const pause = pauseIn(await failureOf(bridge.run({ ...repeating, resume: () => Promise.reject(down) }, 'go')));
  expect(await bridge.resume(repeating, pause)).toMatchObject([[{ output: 'paid a' }], [{ output: 'paid a' }]]);
  expect(handler).toHaveBeenCalledOnce();
  expect(server.cancelled).toEqual([]);
});

test('a run that is aborted while its answers are delivered rejects with the reason alone', async () => {
  const { bridge, server } = setUp();
  const controller = new AbortController();
  const reason = new Error('the user left');
  const aborting = {
    ...server,
    resume: async () => {
      controller.abort(reason);
      throw down;
    },
  };
  await expect(bridge.run(aborting, 'go', { signal: controller.signal })).rejects.toBe(reason);
});
