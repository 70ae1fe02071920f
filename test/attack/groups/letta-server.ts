import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientTool, type Pause, ToolferryError } from 'toolferry';
import { connectLetta, type LettaConnection, lettaModel } from 'toolferry/letta';
import { attack, each, type Group, shownElsewhere } from '../attack.ts';
import {
  agentId,
  type CalledTool,
  type Chunk,
  callsTools,
  endOfTurn,
  type LettaScript,
  type LettaServer,
  ping,
  says,
  startLetta,
  stop,
} from '../servers/letta-server.ts';

const isShort = process.env.ATTACK_SHORT === '1';

interface Attacked {
  readonly server: LettaServer;
  readonly letta: LettaConnection;
  /** The inputs with which the tool ran. */
  readonly runs: unknown[];
}

/** Connects to a server with this script; the client tool `work` returns this value. */
async function attacked<Value>(
  script: LettaScript,
  use: (attacked: Attacked) => Promise<Value>,
  work: (input: unknown) => unknown = () => 'worked',
): Promise<Value> {
  const server = await startLetta(script);
  const runs: unknown[] = [];
  const tool: ClientTool = {
    name: 'work',
    description: 'Work',
    inputSchema: { type: 'object' },
    handler: (input) => {
      runs.push(input);
      return work(input);
    },
  };
  try {
    const letta = await connectLetta({ client: server.client, agentId, tools: [tool] });
    return await use({ server, letta, runs });
  } finally {
    await server.stop();
  }
}

/** Fails unless the promise settles in this time. */
async function within<Value>(seconds: number, work: Promise<Value>): Promise<Value> {
  const late = sleep(seconds * 1000, 'late' as const, { ref: false });
  const first = await Promise.race([work, late]);
  assert.notEqual(first, 'late', `did not end within ${seconds} s`);
  return first as Value;
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

/** An error that was made for reading, or none at all. */
function isReadable(error: unknown): void {
  assert.ok(error === undefined || ToolferryError.isInstance(error), `a raw error: ${error}`);
  assert.ok(String(error).length < 10_000, 'the message has no end');
}

/** The results that the server was sent. */
const sentResults = ({ server }: Attacked): { tool_call_id: string; tool_return?: unknown; status?: string }[] =>
  server.sent.flatMap(({ messages }) => messages.flatMap((message: { approvals?: [] }) => message.approvals ?? []));

const once = { id: 'call-1', args: { p: 1 } };
/** Later rounds of a turn that ask for a call again. */
const repeats: Readonly<Record<string, readonly Chunk[][]>> = {
  'the same call in the next round': [callsTools([once]), callsTools([once])],
  'the same call twice in a round': [callsTools([once, once])],
  'the same call three times': [callsTools([once]), callsTools([once]), callsTools([once])],
  'the same call with its members in another order': [
    callsTools([{ id: 'call-1', args: { p: 1, q: 2 } }]),
    callsTools([{ id: 'call-1', args: { q: 2, p: 1 } }]),
  ],
  'the same call after another one': [
    callsTools([once]),
    callsTools([{ id: 'call-2', args: { p: 2 } }]),
    callsTools([once]),
  ],
};

async function runsOnce(rounds: readonly Chunk[][]): Promise<void> {
  await attacked({ rounds }, async ({ letta, runs }) => {
    isReadable(await errorOf(letta.send('go')));
    const first = runs.filter((input) => (input as { p: number }).p === 1);
    assert.equal(first.length, 1, `it ran ${first.length} times`);
  });
}

/** Later calls with the id of an earlier one, but not its input. */
const conflicts: Readonly<Record<string, readonly (readonly CalledTool[])[]>> = {
  'another input in the next round': [[once], [{ id: 'call-1', args: { p: 2 } }]],
  'another input two rounds later': [[once], [{ id: 'call-2' }], [{ id: 'call-1', args: { p: 2 } }]],
  'another input that is no JSON': [[once], [{ id: 'call-1', args: '{"p":' }]],
  'another input next to a new call': [[once], [{ id: 'call-3' }, { id: 'call-1', args: { p: 2 } }]],
};

async function isAConflict(rounds: readonly (readonly CalledTool[])[]): Promise<void> {
  await attacked({ rounds: rounds.map((calls) => callsTools(calls)) }, async ({ letta, runs }) => {
    const error = await errorOf(letta.send('go'));
    assert.ok(ToolferryError.isInstance(error) && error.code === 'call_conflict', `it ended with ${error}`);
    assert.ok(!runs.some((input) => (input as { p?: number }).p === 2), 'the second call ran too');
  });
}

/** Streams that never end, with whether their connection was closed. */
const endlessStreams: Readonly<Record<string, readonly Chunk[]>> = {
  'pings without an end': [ping()],
  'no more events after the first': [ping()],
  'text without an end': [ping(), says('and so on ')],
  'no event at all': [],
};

/** An abort ends the turn and its connection in time, and the next turn can start. */
async function isAborted(first: readonly Chunk[], name: string): Promise<void> {
  let closed: Promise<unknown> = Promise.resolve();
  let arrive = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const hang = (response: ServerResponse): void => {
    closed = new Promise((resolve) => response.on('close', resolve));
    const last = JSON.stringify(first.at(-1));
    const timer = setInterval(() => /without an end/.test(name) && response.write(`data: ${last}\n\n`), 20);
    response.on('close', () => clearInterval(timer));
    response.flushHeaders();
    arrive();
  };
  await attacked({ rounds: [[...first, hang], endOfTurn('next')] }, async ({ letta }) => {
    const controller = new AbortController();
    const turn = letta.send('go', { signal: controller.signal });
    turn.catch(() => {});
    await arrived;
    await sleep(50);
    controller.abort(new Error('enough'));
    await within(4, assert.rejects(turn, /enough/));
    // The server gets some time to end its run, which the next turn waits for.
    if (isShort) return;
    await within(20, closed);
    assert.equal((await within(5, letta.send('again'))).text, 'next');
  });
}

/** A stream that goes on after it has said how the turn ended. */
const afterTheEnd: Readonly<Record<string, readonly Chunk[]>> = {
  'an open body': endOfTurn().concat(() => {}),
  'pings without an end': endOfTurn().concat((response: ServerResponse) => {
    const timer = setInterval(() => response.write(`data: ${JSON.stringify(ping())}\n\n`), 100);
    response.on('close', () => clearInterval(timer));
  }),
  'a connection that is cut': endOfTurn().concat((response: ServerResponse) =>
    sleep(200).then(() => response.destroy()),
  ),
  'an error that comes too late': endOfTurn().concat({
    message_type: 'error_message',
    message: 'late',
    error_type: 'internal_error',
  }),
};

async function endsWithItsStopReason(chunks: readonly Chunk[]): Promise<void> {
  await attacked({ rounds: [chunks] }, async ({ letta }) => {
    assert.equal((await within(10, letta.send('go'))).stopReason, 'end_turn');
  });
}

/** Answers to the delivery of results that say nothing about whether they arrived. */
const failedDeliveries: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'status 520 of a gateway': (response) => void response.writeHead(520).end('<html></html>'),
  'status 522 of a gateway': (response) => void response.writeHead(522).end('<html></html>'),
  'status 503 with a Retry-After': (response) => void response.writeHead(503, { 'retry-after': '1' }).end('{}'),
  'a connection that is cut': (response) => void response.destroy(),
};

/** Results that were not delivered are delivered again; the handler does not run again. */
async function deliversAgain(fail: (response: ServerResponse) => void): Promise<void> {
  const rounds: Chunk[][] = [callsTools([once])];
  let failures = 0;
  const post = `POST /v1/agents/${agentId}/messages`;
  let posts = 0;
  const other = (request: string) => {
    if (request === post && posts++ === 1) {
      failures += 1;
      return fail;
    }
    const isRead = request === `GET /v1/agents/${agentId}` && posts > 1;
    return isRead ? waitingAgent([once]) : undefined;
  };
  await attacked({ rounds, other }, async ({ letta, runs }) => {
    const turn = await within(20, letta.send('go'));
    assert.deepEqual([turn.text, runs.length, failures], ['done', 1, 1]);
  });
}

/** The agent while it waits for calls. */
function waitingAgent(calls: readonly CalledTool[]): object {
  const [, request] = callsTools(calls);
  return {
    id: agentId,
    name: 'fake',
    agent_type: 'letta_v1_agent',
    llm_config: { context_window: 30_000, parallel_tool_calls: true },
    tools: [],
    tool_rules: [],
    message_ids: ['message-1'],
    pending_approval: request,
  };
}

/** Servers that stay away once the handler has run. */
const lostResults: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'every connection is cut': (response) => void response.destroy(),
  'every answer is 502': (response) => void response.writeHead(502).end('{}'),
  'every answer is 500': (response) => void response.writeHead(500).end('{"detail":"oops"}'),
  'every answer is HTML': (response) => void response.writeHead(503).end('<html></html>'),
};

/** The error carries the pause with its answers, and resuming it sends them and runs nothing again. */
async function keepsItsResults(fail: (response: ServerResponse) => void): Promise<void> {
  let isDown = false;
  const rounds = [callsTools([once])];
  const other = (request: string) => {
    if (isDown) return fail;
    return server?.sent.length === 1 && request === `GET /v1/agents/${agentId}` ? waitingAgent([once]) : undefined;
  };
  let server: LettaServer | undefined;
  await attacked(
    { rounds, other },
    async (given) => {
      server = given.server;
      const error = await within(20, errorOf(given.letta.send('go')));
      assert.ok(ToolferryError.isInstance(error), `a raw error: ${error}`);
      const { pause } = (error.data ?? {}) as { pause?: Pause };
      assert.ok(pause, 'the error has no pause');
      isDown = false;
      const turn = await within(20, given.letta.resume(JSON.parse(JSON.stringify(pause))));
      assert.deepEqual([turn.text, given.runs.length], ['done', 1]);
      assert.equal(sentResults(given).at(-1)?.tool_return, 'worked');
    },
    () => {
      isDown = true;
      return 'worked';
    },
  );
}

/** Calls of the connection inside a handler of its own turn, which would wait for themselves. */
const inside: Readonly<Record<string, (letta: LettaConnection) => Promise<unknown>>> = {
  send: (letta) => letta.send('inside'),
  recover: (letta) => letta.recover(),
  stream: async (letta) => {
    for await (const _ of letta.stream('inside'));
  },
  'a call of the tool that asks the agent': async (letta) => {
    const ask = [...letta.bridge.tools].find(({ name }) => name.startsWith('ask_'));
    const { error } = await letta.bridge.execute({ id: 'ask', name: ask?.name ?? '', input: { message: 'inside' } });
    if (error) throw new ToolferryError(error.code, error.message);
  },
};

async function isRefusedInside(use: (letta: LettaConnection) => Promise<unknown>): Promise<void> {
  let letta: LettaConnection | undefined;
  let error: unknown;
  await attacked(
    { rounds: [callsTools([once])] },
    async (given) => {
      letta = given.letta;
      await within(5, letta.send('go'));
      assert.ok(ToolferryError.isInstance(error), `inside it ended with ${error}`);
    },
    async () => {
      error = await errorOf(use(letta as LettaConnection));
      return 'worked';
    },
  );
}

/** Results that Python cannot write as UTF-8. */
const surrogates: Readonly<Record<string, () => unknown>> = {
  'half a character': () => '\ud800',
  'half a character in an object': () => ({ a: ['x\udc00y'] }),
  'half a character in an error': () => {
    throw new Error('no \ud800 disk');
  },
  'two halves in the wrong order': () => '\udc00\ud800',
};

async function isSentWellFormed(work: () => unknown): Promise<void> {
  await attacked(
    { rounds: [callsTools([once])] },
    async ({ letta }) => assert.equal((await letta.send('go')).text, 'done'),
    work,
  );
}

/** Arguments that ended too early on their way. */
const cutArguments: Readonly<Record<string, string>> = {
  'in a string': '{"path": "/etc/ho',
  'after a name': '{"path": ',
  'in an array': '{"paths": ["a", "b"',
  'after the first brace': '{',
};

async function isToldSo(args: string): Promise<void> {
  await attacked({ rounds: [callsTools([{ id: 'call-1', args }])] }, async (given) => {
    await given.letta.send('go');
    const [result] = sentResults(given);
    assert.deepEqual([result?.status, given.runs], ['error', []]);
    assert.match(String(result?.tool_return), /cut|incomplete|truncated|ended early/i);
  });
}

const run = (n: number, more: object) => ({
  id: `run-${n}`,
  agent_id: agentId,
  status: 'completed',
  created_at: '2026-11-20T00:00:00Z',
  ...more,
});
/** Listings of an agent's runs. */
const runLists: Readonly<Record<string, (n: number) => unknown>> = {
  'only runs of named conversations': (n) =>
    Array.from({ length: 50 }, (_, index) => run(n * 50 + index, { conversation_id: 'conv-1' })),
  'the same page again and again': () =>
    Array.from({ length: 50 }, (_, index) => run(index, { conversation_id: 'conv-1' })),
  'runs without a conversation or a status': (n) =>
    Array.from({ length: 50 }, (_, index) => ({ id: `run-${n}-${index}` })),
  'runs of null': () => [null],
};

/** recover() ends, and so does the turn after it. */
async function recovers(list: (n: number) => unknown): Promise<void> {
  let pages = 0;
  const other = (request: string) => (request === 'GET /v1/runs' ? list(pages++) : undefined);
  await attacked({ other }, async ({ letta }) => {
    isReadable(await within(5, errorOf(letta.recover())));
    assert.equal((await within(5, letta.send('go'))).text, 'done');
    assert.ok(pages < 10, `read ${pages} pages`);
  });
}

/** An abort of recover() gets through while a run of the server stays active. */
const activeRuns: Readonly<Record<string, object>> = {
  'a run that stays running': { status: 'running' },
  'a run that was only created': { status: 'created' },
  'a run that began in the future': { status: 'running', created_at: '2999-01-01T00:00:00Z' },
  'a run that began at no time': { status: 'running', created_at: 'soon' },
};

async function recoveryIsAborted(more: object): Promise<void> {
  const other = (request: string) =>
    request === 'GET /v1/runs'
      ? [run(1, { conversation_id: null, created_at: new Date().toISOString(), ...more })]
      : undefined;
  await attacked({ other }, async ({ letta }) => {
    const controller = new AbortController();
    const recovery = letta.recover({ signal: controller.signal });
    recovery.catch(() => {});
    await sleep(200);
    controller.abort(new Error('enough'));
    const error = await within(2, errorOf(recovery));
    assert.ok(
      error === undefined || /enough/.test(String(error)) || ToolferryError.isInstance(error),
      `a raw error: ${error}`,
    );
    assert.equal((await within(5, letta.send('go'))).text, 'done');
  });
}

/** Frames of a turn that are none. */
const badFrames: Readonly<Record<string, readonly Chunk[]>> = {
  null: [null, ...endOfTurn()],
  'a string': ['data: "text"\n\n', ...endOfTurn()],
  'a number and an array': ['data: 5\n\n', 'data: []\n\n', ...endOfTurn()],
  'no JSON': ['data: {"message_type":\n\n', ...endOfTurn()],
  'a message without a type': [{}, ...endOfTurn()],
  'content that is a number': [says(5), says(null), says([null, 5]), ...endOfTurn()],
  'calls of null': [{ ...(callsTools([once])[1] as object), tool_calls: [null], tool_call: null }, ...endOfTurn()],
  'a call whose id is an object': [
    {
      ...(callsTools([once])[1] as object),
      tool_calls: [{ tool_call_id: { toString: 1 }, name: 'work', arguments: '{}' }],
    },
    stop('requires_approval'),
  ],
  'arguments that are an object': [
    {
      ...(callsTools([once])[1] as object),
      tool_calls: [{ tool_call_id: 'call-1', name: 'work', arguments: { p: 1 } }],
    },
    stop('requires_approval'),
  ],
  'a name that is null': [
    { ...(callsTools([once])[1] as object), tool_calls: [{ tool_call_id: 'call-1', name: null, arguments: null }] },
    stop('requires_approval'),
  ],
  'a stop reason that is an object': [ping(), { message_type: 'stop_reason', stop_reason: { toString: 1 } }],
  'an error that is null': [ping(), { message_type: 'error_message', message: null, error_type: { toString: 1 } }],
  'usage of words': [ping(), { message_type: 'usage_statistics', prompt_tokens: 'many' }, ...endOfTurn()],
};

/** Agents that are not what they should be. */
const badAgents: Readonly<Record<string, object>> = {
  'no model': { llm_config: null },
  'a model without a context window': { llm_config: {} },
  'a context window that is a word': { llm_config: { context_window: 'large' } },
  'rules of null': { tool_rules: [null] },
  'no rules, tools and messages': { tool_rules: null, tools: null, message_ids: null, name: null },
  'a type that is an object': { agent_type: { toString: 1 } },
};

/** Arguments of our own functions from JavaScript. */
const missingArguments: Readonly<Record<string, () => unknown>> = {
  'connectLetta without a client': () => connectLetta({ agentId } as never),
  'connectLetta with a client that is none': () => connectLetta({ client: {}, agentId } as never),
  'connectLetta without anything': () => connectLetta(undefined as never),
  'lettaModel without anything': () => lettaModel({} as never),
  'lettaModel without a client': () => lettaModel({ agentId } as never),
};

async function saysWhatIsMissing(use: () => unknown): Promise<void> {
  const error = await errorOf((async () => use())());
  assert.ok(error instanceof TypeError || ToolferryError.isInstance(error), `it was accepted: ${error}`);
  assert.ok(
    !/Cannot read|is not a function|destructure|undefined/.test(error.message),
    `a raw error: ${error.message}`,
  );
}

export const lettaServer: Group = [
  attack('a call that is asked again in its run', each(repeats, runsOnce)),
  attack('a call id that is used for another input', each(conflicts, isAConflict)),
  attack('a stream that never ends, and an abort', each(endlessStreams, isAborted), { seconds: 60 }),
  attack('a stream that goes on after its end', each(afterTheEnd, endsWithItsStopReason)),
  attack('results that may not have arrived', each(failedDeliveries, deliversAgain)),
  attack('a server that is away when results are delivered', each(lostResults, keepsItsResults)),
  attack('a turn that waits for itself', each(inside, isRefusedInside)),
  attack('results that are no text', each(surrogates, isSentWellFormed)),
  attack('arguments that were cut', each(cutArguments, isToldSo)),
  attack('listings of runs without an end', each(runLists, recovers)),
  attack('a run that stays active, and an abort', each(activeRuns, recoveryIsAborted)),
  attack(
    'frames that are none',
    each(badFrames, (rounds) =>
      attacked({ rounds: [rounds] }, async ({ letta }) => isReadable(await within(10, errorOf(letta.send('go'))))),
    ),
  ),
  attack(
    'agents that are none',
    each(badAgents, async (agent) => isReadable(await errorOf(attacked({ agent }, ({ letta }) => letta.send('go'))))),
  ),
  attack('arguments that are missing', each(missingArguments, saysWhatIsMissing)),
  shownElsewhere('a server that stops in the middle of a run', 'test/letta/scenarios/recover.test.ts'),
  shownElsewhere('an abort while the model is silent', 'test/letta/scenarios/abort.test.ts'),
  shownElsewhere('a model that fails or is overloaded', 'test/letta/scenarios/model-errors.test.ts'),
  shownElsewhere(
    'a quota that is used up, and a denial that ends the turn',
    'test/letta/scenarios/reference-client.test.ts',
  ),
];
