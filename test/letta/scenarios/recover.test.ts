import type { ClientTool } from 'toolferry';
import { connectLetta } from 'toolferry/letta';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn, toolsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';
import { sendAndStop } from '../support/stopped-client.ts';

const letta = useLetta();
const read = (id: string) => ({ id, name: 'read_file', arguments: { path: `${id}.txt` } });
const secret = { name: 'fetch_guarded', arguments: { url: 'U' } };
const conversations = [
  { conversation: "the agent's own", named: false },
  { conversation: 'a named', named: true },
];

beforeAll(async () => {
  if (letta.baseUrl !== '') await fetchTool(letta.client, 'fetch_guarded', { isGated: true });
});

interface Options {
  readonly named?: boolean;
  readonly tools?: readonly string[];
  /** The tools of this process; the stopped one had `read_file`. */
  readonly local?: readonly ClientTool[];
}

/** An agent with pending calls of a client that has stopped. */
async function orphaned(script: readonly Step[], { named = false, tools = [], local }: Options = {}) {
  const agent = await letta.agent({ script, tools });
  const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
  const file = readFile();
  await sendAndStop(letta.client, agent.id, { tools: [file.tool], ...(conversationId && { conversationId }) });
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const options = { client, agentId: agent.id, conversationId, tools: local ?? [file.tool] };
  const connection = await connectLetta(options);
  const waiting = () => waitingIds(letta.client, agent.id, conversationId);
  return { agent, connection, ran: file.ran, messageBodies, waiting };
}

/** A run whose model is silent, and whose client has stopped. To a client it looks like the run of a server that has died. */
async function leftRunning() {
  const agent = await letta.agent({ script: [{ text: 'Late.', waitFor: 'model' }] });
  const leaving = new AbortController();
  const left = sendAndStop(letta.client, agent.id, { signal: leaving.signal });
  await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
  leaving.abort();
  await left;
  const { client, sent } = recordingClient(letta.baseUrl);
  const connection = await connectLetta({ client, agentId: agent.id });
  const stop = async () => {
    await agent.open('model');
    await connection.recover();
  };
  const looks = () => sent.filter(({ path }) => /^\/v1\/runs\/\?/.test(path)).length;
  return { connection, stop, looks };
}

describe('recover()', () => {
  test.each(conversations)(
    'recover() with deny, in $conversation conversation, denies all calls in one answer that does not blame the user; then send() works',
    async ({ named }) => {
      const script = [{ calls: [read('call_a'), read('call_b')] }, { text: 'I see.' }, { text: 'Hello.' }];
      const { agent, connection, ran, messageBodies, waiting } = await orphaned(script, { named });
      expect(await waiting()).toEqual(['call_a', 'call_b']);
      await expect(connection.send('hi')).rejects.toMatchObject({ code: 'pending_approval' });

      const { calls, turn } = await connection.recover();
      expect(calls).toMatchObject([
        { id: 'call_a', name: 'read_file', input: '{"path":"call_a.txt"}' },
        { id: 'call_b', name: 'read_file', input: '{"path":"call_b.txt"}' },
      ]);
      expect(turn).toMatchObject({ text: 'I see.', stopReason: 'end_turn' });
      expect(ran).toEqual([]);
      const [, denial] = messageBodies();
      expect(denial?.messages).toHaveLength(1);
      expect(denial?.messages[0]?.approvals).toMatchObject([
        { type: 'approval', tool_call_id: 'call_a', approve: false },
        { type: 'approval', tool_call_id: 'call_b', approve: false },
      ]);
      const [, second] = await agent.requests();
      for (const { message } of resultsIn(second)) expect(message).toContain('the user did not decide about it');
      // It cannot repeat the call while it is denied.
      expect(toolsIn(second)).toEqual([]);
      expect(await waiting()).toEqual([]);
      expect((await connection.send('hi')).text).toBe('Hello.');
    },
  );

  test.each(conversations)(
    'recover() with execute, in $conversation conversation, runs the calls here and continues the turn to its end',
    async ({ named }) => {
      const script = [{ calls: [read('call_a'), read('call_b')] }, { calls: [read('call_c')] }, { text: 'All read.' }];
      const { agent, connection, ran, waiting } = await orphaned(script, { named });
      const { calls, turn } = await connection.recover({ orphans: 'execute' });
      expect(calls.map(({ id }) => id)).toEqual(['call_a', 'call_b']);
      expect(turn?.text).toBe('All read.');
      expect(ran).toEqual(['call_a.txt', 'call_b.txt', 'call_c.txt']);
      expect(resultsIn((await agent.requests()).at(-1)).map(({ message }) => message)).toEqual([
        'content of call_a.txt',
        'content of call_b.txt',
        'content of call_c.txt',
      ]);
      expect(await waiting()).toEqual([]);
    },
  );

  test.each(conversations)(
    'recover() with execute, in $conversation conversation, finds calls that follow after a client stopped while the model worked',
    async ({ named }) => {
      const agent = await letta.agent({ script: [{ calls: [read('call_a')], waitFor: 'model' }, { text: 'Read.' }] });
      const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
      const file = readFile();
      const leaving = new AbortController();
      const left = sendAndStop(letta.client, agent.id, {
        tools: [file.tool],
        signal: leaving.signal,
        ...(conversationId && { conversationId }),
      });
      await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
      leaving.abort();
      await left;
      const { client, sent } = recordingClient(letta.baseUrl);
      const connection = await connectLetta({ client, agentId: agent.id, conversationId, tools: [file.tool] });
      const recovering = connection.recover({ orphans: 'execute' });
      const looks = () => sent.filter(({ path }) => path.startsWith('/v1/runs/')).length;
      await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(0);
      await agent.open('model');
      expect(await recovering).toMatchObject({ calls: [{ id: 'call_a' }], turn: { text: 'Read.' } });
      expect(file.ran).toEqual(['call_a.txt']);
    },
  );

  test('recover() with execute denies a call of a tool that this client does not have', async () => {
    const other = readFile({ name: 'other' });
    const script = [{ calls: [read('call_a')] }, { text: 'I see.' }];
    const { agent, connection, ran, waiting } = await orphaned(script, { local: [other.tool] });
    const { turn } = await connection.recover({ orphans: 'execute' });
    expect(turn?.text).toBe('I see.');
    expect([...ran, ...other.ran]).toEqual([]);
    expect(resultsIn((await agent.requests())[1])).toMatchObject([
      { message: expect.stringContaining('no approve function is set') },
    ]);
    expect(await waiting()).toEqual([]);
  });

  test.each(conversations)(
    'recover() with error, in $conversation conversation, rejects with the pending calls and leaves them pending',
    async ({ named }) => {
      const { connection, messageBodies, waiting } = await orphaned([{ calls: [read('call_a')] }], { named });
      await expect(connection.recover({ orphans: 'error' })).rejects.toMatchObject({
        code: 'pending_approval',
        message: expect.stringContaining('read_file'),
        data: { calls: [{ id: 'call_a', name: 'read_file' }] },
      });
      expect(messageBodies()).toEqual([]);
      expect(await waiting()).toEqual(['call_a']);
    },
  );

  test.each(conversations)(
    'recover() finds nothing in $conversation conversation without pending calls',
    async ({ named }) => {
      const { connection, messageBodies } = await orphaned([{ text: 'Hello.' }], { named });
      for (const orphans of ['deny', 'execute', 'error'] as const)
        expect(await connection.recover({ orphans })).toEqual({ calls: [] });
      expect(messageBodies()).toEqual([]);
    },
  );

  test('recover() finds nothing in an agent and a conversation without messages', async () => {
    const agent = await letta.agent({ script: [] });
    const { id: conversationId } = await letta.client.conversations.create({ agent_id: agent.id });
    for (const named of [undefined, conversationId]) {
      const connection = await connectLetta({ client: letta.client, agentId: agent.id, conversationId: named });
      expect(await connection.recover()).toEqual({ calls: [] });
    }
  });

  test('recover() with deny also denies a gated server tool that the model calls next', async () => {
    const script = [{ calls: [read('call_a')] }, { calls: [secret] }, { text: 'I give up.' }];
    const { agent, connection, waiting } = await orphaned(script, { tools: ['fetch_guarded'] });
    const { turn } = await connection.recover();
    expect(turn?.text).toBe('I give up.');
    expect(resultsIn((await agent.requests())[2])[1]?.message).toContain('request to call tool denied');
    expect(await waiting()).toEqual([]);
  });

  test.each(conversations)(
    'recover() stops a model that repeats denied calls, in $conversation conversation, and leaves no pending calls',
    async ({ named }) => {
      const again: Step[] = Array.from({ length: 20 }, () => ({ calls: [secret] }));
      const script = [{ calls: [read('call_a')] }, ...again];
      const { agent, connection, waiting } = await orphaned(script, { named, tools: ['fetch_guarded'] });
      await expect(connection.recover()).rejects.toMatchObject({ code: 'max_rounds' });
      // One with the call, and one for each of five denials.
      expect(await agent.requests()).toHaveLength(6);
      expect(await waiting()).toEqual([]);
    },
    60_000,
  );

  test.each(conversations)(
    'recover() of $conversation conversation ends although all runs are in another one',
    async ({ named }) => {
      const agent = await letta.agent({ script: [] });
      const other = named ? undefined : (await letta.client.conversations.create({ agent_id: agent.id })).id;
      const own = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
      const options = { client: letta.client, agentId: agent.id };
      const elsewhere = await connectLetta({ ...options, conversationId: other });
      for (const message of ['one', 'two']) await elsewhere.send(message);
      const { client, sent } = recordingClient(letta.baseUrl);
      const connection = await connectLetta({ ...options, client, conversationId: own });
      expect(await connection.recover()).toEqual({ calls: [] });
      expect(sent.filter(({ path }) => path.startsWith('/v1/runs/'))).toHaveLength(1);
    },
  );

  test('an abort ends recover() while it waits for a run, and the next message is sent', async () => {
    const { connection, stop, looks } = await leftRunning();
    const abort = new AbortController();
    const recovering = expect(connection.recover({ signal: abort.signal })).rejects.toThrow('enough');
    await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(0);
    abort.abort(new Error('enough'));
    await recovering;
    await stop();
    expect((await connection.send('next')).stopReason).toBe('end_turn');
  });

  test('recover() waits a minute for a run without progress, which a server that stopped leaves behind', async () => {
    const { connection, stop, looks } = await leftRunning();
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const ended = vi.fn();
    const recovering = connection.recover().finally(ended);
    const pass = async (milliseconds: number) => {
      const before = looks();
      await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(before + 1);
      vi.setSystemTime(Date.now() + milliseconds);
    };
    await pass(50_000);
    await pass(15_000);
    expect(ended).not.toHaveBeenCalled();
    expect(await recovering).toEqual({ calls: [] });
    vi.useRealTimers();
    await stop();
  });

  test.each(['deny', 'execute'] as const)(
    'recover() with %s beside a live turn of this process waits for it, so that its call runs once and is not denied',
    async (orphans) => {
      const agent = await letta.agent({ script: [{ calls: [read('call_a')] }, { text: 'Read.' }] });
      let release = (_value: string): void => {};
      const gate = new Promise<string>((resolve) => {
        release = resolve;
      });
      const { tool, ran } = readFile({ handler: () => gate });
      const options = { client: letta.client, agentId: agent.id, tools: [tool] };
      const sending = (await connectLetta(options)).send('go');
      await expect.poll(() => ran.length, { timeout: 60_000 }).toBe(1);
      const recovering = (await connectLetta(options)).recover({ orphans });
      release('content');
      expect((await sending).text).toBe('Read.');
      expect(await recovering).toEqual({ calls: [] });
      expect(ran).toEqual(['call_a.txt']);
    },
  );

  test('recover() rejects with not_found for a deleted agent', async () => {
    const agent = await letta.agent({ script: [] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id });
    await letta.client.agents.delete(agent.id);
    await expect(connection.recover()).rejects.toMatchObject({ code: 'not_found' });
  });

  test('recover() sends the request fields of the connection', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('call_a')] }, { text: 'Read.' }] });
    const file = readFile();
    await sendAndStop(letta.client, agent.id, { tools: [file.tool] });
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const request = { max_steps: 7, override_system: `Be brief. ${agent.marker}` };
    const connection = await connectLetta({ client, agentId: agent.id, tools: [file.tool], request });
    await connection.recover({ orphans: 'execute' });
    expect(messageBodies()).toMatchObject([request]);
  });
});
