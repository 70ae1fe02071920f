import { connectLetta } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { runsOf, waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const enough = new Error('enough');
const ask: Step = { calls: [{ id: 'call_1', name: 'read_file', arguments: { path: 'a.txt' } }] };
const conversations = [
  { conversation: "the agent's own", named: false },
  { conversation: 'a named', named: true },
];

async function connect(script: readonly Step[], named: boolean, file = readFile()) {
  const agent = await letta.agent({ script });
  const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const connection = await connectLetta({ client, agentId: agent.id, conversationId, tools: [file.tool] });
  const waiting = () => waitingIds(letta.client, agent.id, conversationId);
  return { agent, connection, ran: file.ran, messageBodies, waiting };
}

describe('28-cancel', () => {
  test.each(conversations)(
    '28-cancel: an abort while a handler runs, in $conversation conversation, reaches the handler and leaves no pending calls',
    async ({ named }) => {
      const abort = new AbortController();
      let reason: unknown;
      let finish = (): void => {};
      const file = readFile({
        handler: (_path, { signal }) => {
          abort.abort(enough);
          reason = signal.reason;
          return new Promise((resolve) => {
            finish = () => resolve('late');
          });
        },
      });
      const { agent, connection, messageBodies, waiting } = await connect([ask], named, file);
      await expect(connection.send('go', { signal: abort.signal })).rejects.toBe(enough);
      expect(reason).toBe(enough);
      expect(await waiting()).toEqual([]);
      // The turn does not wait for the model's reaction.
      expect(await agent.requests()).toHaveLength(1);
      // The handler's late result is dropped.
      finish();
      expect((await connection.send('next')).stopReason).toBe('end_turn');
      expect(JSON.stringify(messageBodies())).not.toContain('late');
      expect(JSON.stringify(await agent.requests())).not.toContain('late');
    },
  );

  test.each(conversations)(
    '28-cancel: an abort while the model works, in $conversation conversation, prevents its later calls from running',
    async ({ named }) => {
      const script: Step[] = [{ ...ask, waitFor: 'model' }];
      const { agent, connection, ran, waiting } = await connect(script, named);
      const abort = new AbortController();
      const ended = expect(connection.send('go', { signal: abort.signal })).rejects.toBe(enough);
      await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
      abort.abort(enough);
      await expect
        .poll(async () => (await runsOf(letta.client, agent.id))[0]?.status, { timeout: 60_000 })
        .toBe('cancelled');
      await agent.open('model');
      await ended;
      expect(ran).toEqual([]);
      await expect.poll(waiting, { timeout: 60_000 }).toEqual([]);
      expect((await connection.send('next')).stopReason).toBe('end_turn');
    },
  );

  test.each(conversations)(
    '28-cancel: an abort in the second round, in $conversation conversation, runs none of its calls and leaves none pending',
    async ({ named }) => {
      const second: Step = {
        calls: [{ id: 'call_2', name: 'read_file', arguments: { path: 'b.txt' } }],
        waitFor: 'model',
      };
      const { agent, connection, ran, waiting } = await connect([ask, second], named);
      const abort = new AbortController();
      const ended = expect(connection.send('go', { signal: abort.signal })).rejects.toBe(enough);
      await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(2);
      abort.abort(enough);
      await agent.open('model');
      await ended;
      expect(ran).toEqual(['a.txt']);
      await expect.poll(waiting, { timeout: 60_000 }).toEqual([]);
      expect(await agent.requests()).toHaveLength(2);
      expect((await connection.send('next')).stopReason).toBe('end_turn');
    },
  );

  test.each(conversations)(
    '28-cancel: an abort while text arrives, in $conversation conversation, ends the events',
    async ({ named }) => {
      const { connection, waiting } = await connect([{ text: 'A long story about nothing.', ...ask }], named);
      const abort = new AbortController();
      const types: string[] = [];
      const sending = connection.send('go', {
        signal: abort.signal,
        onEvent: ({ type }) => {
          types.push(type);
          if (type === 'text') abort.abort(enough);
        },
      });
      await expect(sending).rejects.toBe(enough);
      expect(types).toEqual(['text']);
      await expect.poll(waiting, { timeout: 60_000 }).toEqual([]);
      expect((await connection.send('next')).stopReason).toBe('end_turn');
    },
  );

  test('28-cancel: an abort of a background run cancels the run, which would otherwise continue', async () => {
    const agent = await letta.agent({ script: [{ ...ask, waitFor: 'model' }] });
    const { tool, ran } = readFile();
    const options = { client: letta.client, agentId: agent.id, tools: [tool], request: { background: true } };
    const connection = await connectLetta(options);
    const abort = new AbortController();
    const ended = expect(connection.send('go', { signal: abort.signal })).rejects.toBe(enough);
    await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
    abort.abort(enough);
    const status = async () => (await runsOf(letta.client, agent.id))[0]?.status;
    await expect.poll(status, { timeout: 60_000 }).toBe('cancelled');
    await agent.open('model');
    await ended;
    expect(ran).toEqual([]);
    await expect.poll(() => waitingIds(letta.client, agent.id), { timeout: 60_000 }).toEqual([]);
    expect((await connection.send('next')).stopReason).toBe('end_turn');
  });

  test.each(conversations)(
    '28-cancel: an abort while the model is silent, in $conversation conversation, does not wait for the model, and the next turn does',
    async ({ named }) => {
      const script: Step[] = [{ ...ask, waitFor: 'model' }, { text: 'Hello.' }];
      const { agent, connection, ran, waiting } = await connect(script, named);
      const abort = new AbortController();
      const ended = expect(connection.send('go', { signal: abort.signal })).rejects.toBe(enough);
      await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
      abort.abort(enough);
      await ended;
      const next = connection.send('next');
      await agent.open('model');
      expect((await next).text).toBe('Hello.');
      expect(ran).toEqual([]);
      expect(await waiting()).toEqual([]);
    },
  );

  test('28-cancel: recover() after an abort waits until the run has ended, and finds nothing', async () => {
    const { agent, connection, ran } = await connect([{ ...ask, waitFor: 'model' }], true);
    const abort = new AbortController();
    const ended = expect(connection.send('go', { signal: abort.signal })).rejects.toBe(enough);
    await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
    abort.abort(enough);
    await ended;
    const recovering = connection.recover({ orphans: 'execute' });
    await agent.open('model');
    expect(await recovering).toEqual({ calls: [] });
    expect(ran).toEqual([]);
  });

  test('28-cancel: a turn with an aborted signal sends nothing', async () => {
    const { agent, connection, messageBodies } = await connect([], false);
    await expect(connection.send('go', { signal: AbortSignal.abort(enough) })).rejects.toBe(enough);
    expect(messageBodies()).toEqual([]);
    expect(await agent.requests()).toEqual([]);
  });

  test('28-cancel: an abort of a queued turn drops it, and the turn before it continues', async () => {
    const { agent, connection } = await connect([{ text: 'One.', waitFor: 'model' }], false);
    const first = connection.send('a');
    const abort = new AbortController();
    const second = expect(connection.send('b', { signal: abort.signal })).rejects.toBe(enough);
    abort.abort(enough);
    await second;
    await agent.open('model');
    expect((await first).text).toBe('One.');
    expect(await agent.requests()).toHaveLength(1);
  });
});
