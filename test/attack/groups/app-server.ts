import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientTool, ToolferryError } from 'toolferry';
import { connectLettaAppServer, type LettaAppServerConnection } from 'toolferry/letta';
import { attack, each, type Group, shownElsewhere } from '../attack.ts';
import {
  type AppServer,
  callRequest,
  delta,
  finished,
  runtime,
  startAppServer,
  type Turn,
  text,
} from '../servers/app-server.ts';

interface Attacked {
  readonly server: AppServer;
  readonly connection: LettaAppServerConnection;
  readonly runs: unknown[];
}

async function attacked(turns: readonly Turn[], use: (attacked: Attacked) => Promise<unknown>): Promise<void> {
  const runs: unknown[] = [];
  const tool: ClientTool = {
    name: 'work',
    description: 'Work',
    inputSchema: { type: 'object' },
    handler: (input) => {
      runs.push(input);
      return 'worked';
    },
  };
  const server = await startAppServer(turns, (_result, send) => send(finished()));
  const connection = await connectLettaAppServer({ url: server.url, agentId: runtime.agent_id, tools: [tool] });
  try {
    await use({ server, connection, runs });
  } finally {
    connection.close();
    await server.stop();
  }
}

const answers = ({ server }: Attacked) => server.received.filter(({ type }) => type === 'external_tool_call_response');

async function within<Value>(seconds: number, work: Promise<Value>): Promise<Value> {
  const late = sleep(seconds * 1000, 'late' as const, { ref: false });
  const first = await Promise.race([work, late]);
  assert.notEqual(first, 'late', `did not end within ${seconds} s`);
  return first as Value;
}

/** Frames that are none, before a turn goes on as usual. */
const badFrames: Readonly<Record<string, readonly unknown[]>> = {
  null: [null, 'null'],
  'no JSON': ['{"type":', 'x', ''],
  'a number and an array': [5, []],
  'no runtime': [
    { type: 'stream_delta' },
    { type: 'turn_finished' },
    { type: 'update_queue' },
    { type: 'control_request' },
  ],
  'a delta of null': [delta(null), delta({}), delta({ message_type: null })],
  'a type that is an object': [{ type: { toString: 1 } }],
  'a queue that is a string': [{ type: 'update_queue', runtime, queue: 'x', removed: 'x' }],
  'a queue of null': [{ type: 'update_queue', runtime, queue: [null], removed: [null] }],
  'content of null': [text(null), text([null, 5]), text(5)],
  'a permission request without a request': [
    { type: 'control_request', ...runtime },
    { type: 'control_request', ...runtime, request: null },
  ],
};

/** The turn ends, well or with an error that was made for reading, and the next one starts. */
async function isSurvived(frames: readonly unknown[]): Promise<void> {
  const turn: Turn = (send) => {
    for (const frame of frames) send(frame);
    send(text('done'));
    send(finished());
  };
  await attacked([turn, (send) => [text('next'), finished()].forEach(send)], async ({ connection }) => {
    const error = await within(
      5,
      connection.send('go').then(
        () => undefined,
        (reason: unknown) => reason,
      ),
    );
    assert.ok(error === undefined || ToolferryError.isInstance(error), `a raw error: ${error}`);
    assert.equal((await within(5, connection.send('again'))).text, 'next');
  });
}

/** Requests for calls that are none. */
const badCalls: Readonly<Record<string, object>> = {
  'no call id': callRequest(undefined, 'work', {}, 'r'),
  'a call id that is an object': callRequest({ toString: 1 }, 'work', {}, 'r'),
  'no name': callRequest('c', undefined, {}, 'r'),
  'a name that is an object': callRequest('c', { toString: 1 }, {}, 'r'),
  'an input that is an array': callRequest('c', 'work', [], 'r'),
  'an input without an end': callRequest('c', 'work', { p: JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`) }, 'r'),
  'a tool that was never offered': callRequest('c', 'rm', {}, 'r'),
  'a conversation of somebody else': {
    ...callRequest('c', 'work', {}, 'r'),
    runtime: { agent_id: 'other', conversation_id: 'other' },
  },
};

/** The server gets one answer that is an error, and nothing runs. */
async function isAnsweredWithAnError(frame: object): Promise<void> {
  await attacked([(send) => send(frame)], async (given) => {
    await within(5, given.connection.send('go'));
    const [answer, ...more] = answers(given);
    assert.deepEqual([answer?.request_id, answer?.result.is_error, more, given.runs], ['r', true, [], []]);
  });
}

/** Calls with the id of another one. */
const repeats: Readonly<Record<string, readonly [frames: readonly object[], runs: number]>> = {
  'the same call twice': [[callRequest('c', 'work', { p: 1 }, 'r1'), callRequest('c', 'work', { p: 1 }, 'r2')], 1],
  'the same call a hundred times': [
    Array.from({ length: 100 }, (_, n) => callRequest('c', 'work', { p: 1 }, `r${n}`)),
    1,
  ],
  'another input': [[callRequest('c', 'work', { p: 1 }, 'r1'), callRequest('c', 'work', { p: 2 }, 'r2')], 1],
  'another name': [[callRequest('c', 'work', { p: 1 }, 'r1'), callRequest('c', 'other', { p: 1 }, 'r2')], 1],
};

async function runsOnce([frames, count]: readonly [readonly object[], number]): Promise<void> {
  await attacked([(send) => frames.forEach(send)], async (given) => {
    await within(5, given.connection.send('go'));
    await sleep(50);
    assert.equal(given.runs.length, count);
    assert.equal(answers(given).length, frames.length, 'a request was not answered');
  });
}

/** A turn that streams until it is aborted. */
const streaming: Turn = (send, peer) => {
  const timer = setInterval(() => (peer.isClosed ? clearInterval(timer) : send(text('and '))), 10);
};

/** Ways of leaving while a turn streams. */
const leaving: Readonly<Record<string, (given: Attacked, controller: AbortController) => void>> = {
  close: ({ connection }) => connection.close(),
  'an abort': (_given, controller) => controller.abort(new Error('enough')),
  'an abort, and close': ({ connection }, controller) => {
    controller.abort(new Error('enough'));
    connection.close();
  },
  'close twice': ({ connection }) => {
    connection.close();
    connection.close();
  },
};

/** The server is asked to end the turn before the connection closes, or its conversation cannot be used again. */
async function endsTheTurnFirst(leave: (given: Attacked, controller: AbortController) => void): Promise<void> {
  await attacked([streaming], async (given) => {
    const controller = new AbortController();
    const turn = given.connection.send('go', { signal: controller.signal });
    turn.catch(() => {});
    await sleep(100);
    leave(given, controller);
    await within(3, assert.rejects(turn));
    await sleep(100);
    assert.ok(
      given.server.received.some(({ type }) => type === 'abort_message'),
      'the server was not asked to end the turn',
    );
  });
}

/** Ends of a connection in the middle of a turn. */
const cuts: Readonly<Record<string, Turn>> = {
  'a connection that is cut': (_send, peer) => peer.cut(),
  'a connection that is cut in the middle of the text': (send, peer) => {
    send(text('and '));
    peer.cut();
  },
  'a turn that ends for no reason': (send) => send(finished(null)),
  'a turn that ends with an object': (send) => send(finished({ toString: 1 }, { toString: 1 })),
  'a turn that fails with a text of 1 MB': (send) => send(finished('error', 'x'.repeat(1e6))),
};

async function failsReadably(turn: Turn): Promise<void> {
  await attacked([turn], async ({ connection }) => {
    const error = await within(
      5,
      connection.send('go').then(
        () => assert.fail('it was accepted'),
        (reason: unknown) => reason,
      ),
    );
    assert.ok(ToolferryError.isInstance(error), `a raw error: ${error}`);
    assert.ok(error.message.length < 10_000, 'the message has no end');
  });
}

export const appServer: Group = [
  attack('frames that are none', each(badFrames, isSurvived)),
  attack('calls that are none', each(badCalls, isAnsweredWithAnError)),
  attack('call ids that are used again', each(repeats, runsOnce)),
  attack('leaving while text streams', each(leaving, endsTheTurnFirst)),
  attack('turns that end badly', each(cuts, failsReadably)),
  shownElsewhere('a conversation after its client has left', 'test/letta/app-server/connection.test.ts'),
];
