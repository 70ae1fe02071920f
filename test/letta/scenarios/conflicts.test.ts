import type { Pause } from 'toolferry';
import { connectLetta } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { runsOf, waitingIds } from '../support/server-state.ts';
import { sendAndStop } from '../support/stopped-client.ts';

const letta = useLetta();
const ask = (id: string) => ({ calls: [{ id, name: 'read_file', arguments: { path: id } }] });

/** Answers a call of this agent as another process would. */
async function answerAsAnother(agentId: string, tool_call_id: string, conversationId?: string): Promise<void> {
  const tool_return = 'from another client';
  const answer = { type: 'tool' as const, tool_call_id, tool_return, status: 'success' as const };
  const body = {
    messages: [{ type: 'approval' as const, approvals: [answer] }],
    client_tools: [{ name: 'read_file' }],
    streaming: true as const,
  };
  const events = conversationId
    ? await letta.client.conversations.messages.create(conversationId, body)
    : await letta.client.agents.messages.create(agentId, body);
  for await (const _ of events);
}

describe('10-validation-errors', () => {
  test('10-validation-errors: the server accepts every answer: each has its type, its status and exactly the pending ids', async () => {
    const calls = ['call_a', 'call_b'].map((id) => ({ id, name: 'read_file', arguments: { path: id } }));
    const agent = await letta.agent({ script: [{ calls }, { text: 'Done.' }] });
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const connection = await connectLetta({ client, agentId: agent.id, tools: [readFile().tool] });
    await connection.send('go');
    const tool = { type: 'tool', status: 'success' };
    expect(messageBodies()[1]?.messages).toEqual([
      {
        type: 'approval',
        otid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        approvals: [
          { ...tool, tool_call_id: 'call_a', tool_return: 'content of call_a' },
          { ...tool, tool_call_id: 'call_b', tool_return: 'content of call_b' },
        ],
      },
    ]);
  });

  /** An agent whose calls another client answers while the handler here works, so that it waits for a different call then. */
  async function raceFor(script: readonly Step[], { times }: { readonly times: number }) {
    const agent = await letta.agent({ script });
    const { tool, ran } = readFile({
      handler: async (path) => {
        if (ran.length <= times) await answerAsAnother(agent.id, path);
        return `content of ${path}`;
      },
    });
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const connection = await connectLetta({ client, agentId: agent.id, tools: [tool] });
    const answered = () =>
      messageBodies().flatMap(({ messages }) =>
        ((messages[0]?.approvals ?? []) as { tool_call_id: string }[]).map(({ tool_call_id }) => tool_call_id),
      );
    return { agent, ran, connection, answered };
  }

  test('10-validation-errors: if another client answered meanwhile, the calls that are pending now are read and answered', async () => {
    const script = [ask('call_1'), ask('call_2'), { text: 'Done.' }];
    const { agent, ran, connection, answered } = await raceFor(script, { times: 1 });
    const requested: string[] = [];
    const turn = await connection.send('go', {
      onEvent: (event) => {
        if (event.type === 'call-requested') requested.push(event.call.id);
      },
    });
    expect(turn.text).toBe('Done.');
    expect(ran).toEqual(['call_1', 'call_2']);
    expect(requested).toEqual(['call_1', 'call_2']);
    expect(answered()).toEqual(['call_1', 'call_2']);
    expect(resultsIn((await agent.requests()).at(-1)).map(({ message }) => message)).toEqual([
      'from another client',
      'content of call_2',
    ]);
  });

  test('10-validation-errors: mismatched answers are corrected twice, and then the turn fails with the mismatch', async () => {
    const script = [ask('call_1'), ask('call_2'), ask('call_3'), ask('call_4')];
    const { ran, connection, answered } = await raceFor(script, { times: 3 });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'tool_call_mismatch',
      message: expect.stringMatching(/call_4.*call_3/),
    });
    expect(ran).toEqual(['call_1', 'call_2', 'call_3']);
    expect(answered()).toEqual(['call_1', 'call_2', 'call_3']);
  });

  test('10-validation-errors: if another client answered and the agent has finished, its text is read back', async () => {
    await fetchTool(letta.client, 'fetch_mixed');
    const both = { calls: [...ask('call_1').calls, { name: 'fetch_mixed', arguments: { url: 'U' } }] };
    const agent = await letta.agent({
      script: [both, { text: 'Done.' }, { text: 'Asked twice.' }],
      tools: ['fetch_mixed'],
    });
    const { tool, ran } = readFile({ handler: () => answerAsAnother(agent.id, 'call_1') });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    const turn = await connection.send('go');
    expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
    expect(ran).toEqual(['call_1']);
    expect(await agent.requests()).toHaveLength(2);
  }, 60_000);
});

describe('11-retries-default-sdk', () => {
  test('11-retries-default-sdk: a pending call rejects the turn after one request, whatever retries the client has', async () => {
    const agent = await letta.agent({ script: [ask('call_1'), { text: 'never' }] });
    const { tool, ran } = readFile();
    await sendAndStop(letta.client, agent.id, { tools: [tool] });
    const { client, messageBodies } = recordingClient(letta.baseUrl, { maxRetries: 2 });
    const connection = await connectLetta({ client, agentId: agent.id, tools: [tool] });
    await expect(connection.send('again')).rejects.toMatchObject({
      code: 'pending_approval',
      message: expect.stringMatching(/recover\(\).*waiting for approval/),
    });
    expect(messageBodies()).toHaveLength(1);
    expect(ran).toEqual([]);
    expect(await agent.requests()).toHaveLength(1);
    expect(await waitingIds(letta.client, agent.id)).toEqual(['call_1']);
  });
});

describe('26-busy-conversation', () => {
  test("26-busy-conversation: another process's run rejects the turn with the run's id, after one request", async () => {
    const agent = await letta.agent({ script: [{ text: 'Slow.', waitFor: 'model' }, { text: 'Next.' }] });
    const { id: conversationId } = await letta.client.conversations.create({ agent_id: agent.id });
    const other = sendAndStop(letta.client, agent.id, { conversationId });
    await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
    const { client, messageBodies } = recordingClient(letta.baseUrl, { maxRetries: 2 });
    const connection = await connectLetta({ client, agentId: agent.id, conversationId });
    const [run] = await runsOf(letta.client, agent.id);
    await expect(connection.send('b')).rejects.toMatchObject({ code: 'conversation_busy', data: { runId: run?.id } });
    expect(messageBodies()).toHaveLength(1);
    await agent.open('model');
    await other;
    expect((await connection.send('b')).text).toBe('Next.');
  });

  test("26-busy-conversation: the server never locks the agent's own conversation, so turns wait here", async () => {
    const agent = await letta.agent({ script: [{ text: 'One.', waitFor: 'model' }, { text: 'Two.' }] });
    const connect = () => connectLetta({ client: letta.client, agentId: agent.id });
    const [first, second] = [await connect(), await connect()];
    const turns = Promise.all([first.send('a'), second.send('b')]);
    await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
    await agent.open('model');
    expect((await turns).map(({ text }) => text)).toEqual(['One.', 'Two.']);
    const [one, two] = await agent.requests();
    expect(one?.messages.filter(({ role }) => role === 'user')).toMatchObject([{ content: 'a' }]);
    expect(two?.messages.filter(({ role }) => role === 'user')).toMatchObject([{ content: 'a' }, { content: 'b' }]);
  });
});

describe('26-busy-conversation, with results', () => {
  test("26-busy-conversation: results wait for another client's run on the same call, and its text is read back", async () => {
    const script: Step[] = [ask('call_1'), { text: 'Done.', waitFor: 'model' }, { text: 'Asked twice.' }];
    const agent = await letta.agent({ script });
    const { id: conversationId } = await letta.client.conversations.create({ agent_id: agent.id });
    let other: Promise<void> | undefined;
    const { tool, ran } = readFile({
      handler: async () => {
        other = answerAsAnother(agent.id, 'call_1', conversationId);
        await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(2);
      },
    });
    const { client, sent, messageBodies } = recordingClient(letta.baseUrl);
    const connection = await connectLetta({ client, agentId: agent.id, conversationId, tools: [tool] });
    const sending = connection.send('go');
    const looks = () => sent.filter(({ path }) => path.startsWith('/v1/runs/')).length;
    await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(0);
    await agent.open('model');
    expect((await sending).text).toBe('Done.');
    await other;
    expect(ran).toEqual(['call_1']);
    expect(messageBodies()).toHaveLength(2);
    expect(await agent.requests()).toHaveLength(2);
  });
});

describe('25-background', () => {
  test('25-background: a turn of background runs completes like any other', async () => {
    const agent = await letta.agent({ script: [ask('call_1'), { text: 'Done.' }] });
    const { tool, ran } = readFile();
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const pauses: Pause[] = [];
    const connection = await connectLetta({ client, agentId: agent.id, tools: [tool], request: { background: true } });
    const turn = await connection.send('go', {
      onEvent: (event) => {
        if (event.type === 'paused') pauses.push(event.pause);
      },
    });
    expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn', usage: { steps: 2 } });
    expect(ran).toEqual(['call_1']);
    expect(messageBodies().map(({ background }) => background)).toEqual([true, true]);
    expect((await runsOf(letta.client, agent.id)).map(({ background }) => background)).toEqual([true, true]);
    expect(pauses).toHaveLength(1);
  });
});
