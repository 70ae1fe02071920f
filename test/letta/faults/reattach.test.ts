import { connectLetta, type LettaEvent, type LettaRequestFields, lettaModel } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { type Cut, startCuttingProxy } from '../support/cutting-proxy.ts';
import { startEditingProxy } from '../support/editing-proxy.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { runsOf, waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const ask = (path: string): Step => ({
  text: 'I look at it.',
  calls: [{ id: `call_${path}`, name: 'read_file', arguments: { path } }],
});
const message = /"role":"user"/;
const answers = /"type":"approval"/;
const again = /^\/v1\/(runs|conversations)\/[^/]+\/stream /;
const firstPing = /"message_type":"ping"[^\n]*\n\n/;
const conversations = [
  { conversation: "the agent's own", named: false },
  { conversation: 'a named', named: true },
];

interface Options {
  readonly script?: readonly Step[];
  readonly named?: boolean;
  readonly request?: LettaRequestFields;
}

/** An agent that makes one call and then answers "Done.", in background runs over connections that are cut. */
async function connectOver(baseUrl: string, options: Options = {}) {
  const { script = [ask('a.txt'), { text: 'Done.' }], named = false, request = { background: true } } = options;
  const agent = await letta.agent({ script });
  const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
  const { tool, ran } = readFile();
  const { client, sent, messageBodies } = recordingClient(baseUrl);
  const connection = await connectLetta({ client, agentId: agent.id, conversationId, tools: [tool], request });
  const events: LettaEvent[] = [];
  /** The requests that followed the run again. */
  const reattached = () => sent.filter(({ path }) => again.test(`${path} `)).map(({ body }) => body);
  return {
    agent,
    ran,
    connection,
    messageBodies,
    reattached,
    events,
    send: (signal?: AbortSignal) => connection.send('go', { signal, onEvent: (event) => void events.push(event) }),
    text: () => events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join(''),
    count: (type: LettaEvent['type']) => events.filter((event) => event.type === type).length,
  };
}

async function connectThrough(cuts: readonly Cut[], options?: Options) {
  return connectOver(await startCuttingProxy(letta.baseUrl, cuts), options);
}

describe('a background run whose connection is lost', () => {
  test.each(conversations)(
    'a background run in $conversation conversation continues its arguments after a reconnect, emits nothing twice, and runs the handler once',
    async ({ named }) => {
      const cuts = [
        { on: message, after: /I loo/ },
        // In the middle of an event: the first piece of arguments arrived, the second is cut.
        { on: again, after: /"arguments":"\{[^\n]*\n\n[^\n]*"arguments":"/ },
        { on: answers, after: /Do/ },
      ];
      const { agent, ran, send, text, count, reattached, messageBodies } = await connectThrough(cuts, { named });
      const turn = await send();
      expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn', usage: { steps: 2 } });
      expect(text()).toBe('I look at it.Done.');
      expect([count('call-requested'), count('paused'), count('call-started'), count('resumed')]).toEqual([1, 1, 1, 1]);
      expect(ran).toEqual(['a.txt']);
      expect(resultsIn((await agent.requests())[1])).toMatchObject([{ message: 'content of a.txt' }]);
      expect(reattached()).toHaveLength(3);
      expect(messageBodies()).toHaveLength(2);
      expect(await agent.requests()).toHaveLength(2);
      expect(turn.messages.map(({ message_type }) => message_type)).toEqual([
        'assistant_message',
        'approval_request_message',
        'assistant_message',
      ]);
    },
  );

  test.each(conversations)(
    'a background run in $conversation conversation that has not reported its id is found by its message',
    async ({ named }) => {
      const cuts = [message, answers].map((on) => ({ on, after: /data: \{/ }));
      const { agent, ran, send, text, reattached, messageBodies } = await connectThrough(cuts, { named });
      expect(await send()).toMatchObject({ text: 'Done.', usage: { steps: 2 } });
      expect(text()).toBe('I look at it.Done.');
      expect(ran).toEqual(['a.txt']);
      const otids = messageBodies().map(({ messages }) => messages[0]?.otid);
      expect(reattached()).toEqual(otids.map((otid) => ({ agent_id: agent.id, otid, starting_after: 0 })));
      expect(await agent.requests()).toHaveLength(2);
    },
  );

  test('a background run that loses its connection while the model works is followed again, and the turn continues', async () => {
    const script: Step[] = [{ ...ask('a.txt'), waitFor: 'model' }, { text: 'Done.' }];
    const { agent, ran, send, reattached } = await connectThrough([{ on: message, after: firstPing }], { script });
    const sending = send();
    await expect.poll(reattached, { timeout: 60_000 }).toHaveLength(1);
    await agent.open('model');
    expect(await sending).toMatchObject({ text: 'Done.', usage: { steps: 2 } });
    expect(ran).toEqual(['a.txt']);
    expect(await agent.requests()).toHaveLength(2);
  });

  test('the remaining events and the usage of a background run are read after the run has ended', async () => {
    const baseUrl = await startEditingProxy(letta.baseUrl, { frames: (frames) => frames.slice(0, 2), end: 'reset' });
    const { agent, ran, send, text, reattached } = await connectOver(baseUrl);
    const turn = await send();
    expect(turn).toMatchObject({ text: 'Done.', usage: { steps: 2 } });
    expect(text()).toBe('I look at it.Done.');
    expect(ran).toEqual(['a.txt']);
    expect(reattached()).toEqual([{ starting_after: 2 }]);
    expect(await runsOf(letta.client, agent.id)).toHaveLength(2);
  });

  test('a background run that failed while the connection was lost rejects with its failure', async () => {
    const script: Step[] = [{ error: { status: 400, message: 'too much' }, waitFor: 'model' }];
    const { agent, send, reattached } = await connectThrough([{ on: message, after: firstPing }], { script });
    const failing = expect(send()).rejects.toMatchObject({ code: 'model_error' });
    await expect.poll(reattached, { timeout: 60_000 }).toHaveLength(1);
    await agent.open('model');
    await failing;
  });

  test('an abort while a background run is followed again cancels the run and leaves no pending calls', async () => {
    const script: Step[] = [{ ...ask('a.txt'), waitFor: 'model' }];
    const { agent, ran, connection, send, reattached, events } = await connectThrough(
      [{ on: message, after: firstPing }],
      { script },
    );
    const abort = new AbortController();
    const ended = expect(send(abort.signal)).rejects.toThrow('enough');
    await expect.poll(reattached, { timeout: 60_000 }).toHaveLength(1);
    abort.abort(new Error('enough'));
    const status = async () => (await runsOf(letta.client, agent.id))[0]?.status;
    await expect.poll(status, { timeout: 60_000 }).toBe('cancelled');
    await agent.open('model');
    await ended;
    expect(ran).toEqual([]);
    expect(events).toEqual([]);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    expect((await connection.send('next')).stopReason).toBe('end_turn');
  });

  test('a background run without new events fails after five attempts, and recover() finds the call', async () => {
    const cuts = [{ on: message, after: firstPing }, ...Array(5).fill({ on: again, after: /data/ })];
    const { agent, ran, connection, send, reattached } = await connectThrough(cuts);
    await expect(send()).rejects.toMatchObject({
      code: 'stream_incomplete',
      message: expect.stringContaining('recover()'),
    });
    expect(reattached()).toHaveLength(5);
    expect(ran).toEqual([]);
    expect(await waitingIds(letta.client, agent.id)).toEqual(['call_a.txt']);
    expect((await connection.recover({ orphans: 'execute' })).turn?.text).toBe('Done.');
    expect(ran).toEqual(['a.txt']);
  }, 60_000);

  test('a background run whose events have expired on the server fails at once', async () => {
    const expired = { detail: 'Run was created more than 3 hours ago, and is now expired.' };
    const edited = await startEditingProxy(letta.baseUrl, {
      on: /starting_after/,
      answer: { status: 400, body: expired },
    });
    const baseUrl = await startCuttingProxy(edited, [{ on: message, after: firstPing }]);
    const { ran, send, reattached } = await connectOver(baseUrl);
    await expect(send()).rejects.toMatchObject({
      code: 'stream_incomplete',
      message: expect.stringContaining('now expired'),
    });
    expect(reattached()).toHaveLength(1);
    expect(ran).toEqual([]);
  });

  test('a background run that has ended, and for which the server only sends pings, fails at once', async () => {
    const ping = `data: ${JSON.stringify({ message_type: 'ping', run_id: 'run-1', seq_id: 1 })}\n\n`;
    const edited = await startEditingProxy(letta.baseUrl, {
      on: /starting_after/,
      answer: { status: 200, body: ping },
    });
    const baseUrl = await startCuttingProxy(edited, [{ on: message, after: /"message_type":"approval/ }]);
    const { agent, ran, send, reattached } = await connectOver(baseUrl);
    await expect(send()).rejects.toMatchObject({ code: 'stream_incomplete' });
    expect(reattached()).toHaveLength(1);
    expect(ran).toEqual([]);
    expect(await waitingIds(letta.client, agent.id)).toEqual(['call_a.txt']);
  });

  test('repeated events of a background run are emitted once', async () => {
    const baseUrl = await startCuttingProxy(
      await startEditingProxy(letta.baseUrl, {
        on: /starting_after/,
        frames: (frames) => [...frames.slice(0, 2), ...frames],
      }),
      [{ on: message, after: firstPing }],
    );
    const { ran, send, text } = await connectOver(baseUrl);
    expect((await send()).text).toBe('Done.');
    expect(text()).toBe('I look at it.Done.');
    expect(ran).toEqual(['a.txt']);
  });
});

test('a background run of lettaModel() is followed again', async () => {
  const agent = await letta.agent({ script: [{ text: 'A long story.' }] });
  const baseURL = await startCuttingProxy(letta.baseUrl, [{ on: message, after: /A lon/ }]);
  const { client, sent } = recordingClient(baseURL);
  const model = lettaModel({ client, agentId: agent.id, request: { background: true } });
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'go' }] }];
  const { content, finishReason } = await model.doGenerate({ prompt });
  expect(content).toEqual([{ type: 'text', text: 'A long story.' }]);
  expect(finishReason).toBe('stop');
  expect(sent.filter(({ path }) => path.endsWith('/stream'))).toHaveLength(1);
});

test('a run that is not a background run is not followed again', async () => {
  const { ran, send, reattached } = await connectThrough([{ on: message, after: /I loo/ }], { request: {} });
  await expect(send()).rejects.toMatchObject({ code: 'stream_incomplete' });
  expect(reattached()).toEqual([]);
  expect(ran).toEqual([]);
});
