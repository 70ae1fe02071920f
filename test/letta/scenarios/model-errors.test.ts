import { connectLetta, type LettaInput } from 'toolferry/letta';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const refusal = (status: number): Step => ({ error: { status, message: `scripted ${status}` } });
/** The server calls a provider that failed or was busy three times before it gives up. */
const threeTimes = (status: number): Step[] => [refusal(status), refusal(status), refusal(status)];
const call = { calls: [{ id: 'call_a', name: 'read_file', arguments: { path: 'a.txt' } }] };

beforeAll(async () => {
  if (letta.baseUrl !== '') await fetchTool(letta.client, 'fetch_beside');
});

interface Options {
  readonly tools?: readonly string[];
  readonly stream_tokens?: boolean;
}

async function connectTo(script: readonly Step[], { tools = [], stream_tokens = true }: Options = {}) {
  const agent = await letta.agent({ script, tools });
  const { tool, ran } = readFile();
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const connection = await connectLetta({ client, agentId: agent.id, tools: [tool], request: { stream_tokens } });
  return { agent, ran, connection, messageBodies };
}

describe('37-llm-errors', () => {
  test.each([
    { status: 500, type: 'llm_error', script: threeTimes(500) },
    { status: 429, type: 'llm_rate_limit', script: threeTimes(429) },
    { status: 400, type: 'llm_bad_request', script: [refusal(400)] },
    { status: 400, type: 'llm_bad_request', script: [refusal(400)], stream_tokens: false },
    { status: 401, type: 'llm_authentication', script: [refusal(401)] },
    { status: 403, type: 'llm_permission_denied', script: [refusal(403)] },
  ])(
    "37-llm-errors: a provider's $status is a $type, and the message is not sent again",
    async ({ status, type, script, stream_tokens = true }) => {
      const { agent, connection, messageBodies } = await connectTo([...script, { text: 'Here again.' }], {
        stream_tokens,
      });
      await expect(connection.send('hi')).rejects.toMatchObject({
        code: 'model_error',
        data: { type },
        message: expect.stringContaining(`scripted ${status}`),
      });
      expect(messageBodies()).toHaveLength(1);
      // The server also counts an attempt that did not connect within five seconds, which a busy machine can cause.
      expect((await agent.requests()).length).toBeLessThanOrEqual(script.length);
      expect((await connection.send('again')).text).toBe('Here again.');
    },
  );
});

describe('37-llm-errors, after results were sent', () => {
  test.each([
    { status: 500, mode: 'token by token', stream_tokens: true },
    { status: 429, mode: 'token by token', stream_tokens: true },
    // The agent has emitted text before, so the server reports an internal error.
    { status: 500, mode: 'step by step', stream_tokens: false },
  ])(
    '37-llm-errors: results that meet a transient $status ($mode) are sent again as a new message, and the handler runs once',
    async ({ status, stream_tokens }) => {
      const script = [call, ...threeTimes(status), { text: 'Recovered.' }];
      const { agent, ran, connection, messageBodies } = await connectTo(script, { stream_tokens });
      const turn = await connection.send('go');
      expect(turn).toMatchObject({ text: 'Recovered.', stopReason: 'end_turn' });
      expect(ran).toEqual(['a.txt']);
      const [, first, second] = messageBodies().map(({ messages }) => messages[0]);
      expect(messageBodies()).toHaveLength(3);
      expect(second?.approvals).toEqual(first?.approvals);
      expect(second?.otid).not.toBe(first?.otid);
      const read = resultsIn((await agent.requests()).at(-1));
      expect(read).toEqual([{ id: 'call_a', status: 'OK', message: 'content of a.txt' }]);
      expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    },
  );

  test.each([400, 401])('37-llm-errors: results that meet a %i of the model are not sent again', async (status) => {
    const { agent, ran, connection, messageBodies } = await connectTo([call, refusal(status), { text: 'Next.' }]);
    await expect(connection.send('go')).rejects.toMatchObject({ code: 'model_error' });
    expect(messageBodies()).toHaveLength(2);
    expect(ran).toEqual(['a.txt']);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    expect((await connection.send('next')).text).toBe('Next.');
  });

  test('37-llm-errors: a provider that stays down rejects the turn after three attempts', async () => {
    const down = [...threeTimes(500), ...threeTimes(500), ...threeTimes(500)];
    const { agent, ran, connection, messageBodies } = await connectTo([call, ...down, { text: 'Up again.' }]);
    await expect(connection.send('go')).rejects.toMatchObject({ code: 'model_error', data: { type: 'llm_error' } });
    expect(messageBodies()).toHaveLength(4);
    expect(ran).toEqual(['a.txt']);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    expect((await connection.send('next')).text).toBe('Up again.');
  }, 60_000);

  test('37-llm-errors: results in a step with server tools are accepted once: the turn rejects with the error, and nothing runs twice', async () => {
    const both = { calls: [...call.calls, { name: 'fetch_beside', arguments: { url: 'U' } }] };
    const script = [both, ...threeTimes(500), { text: 'Next.' }];
    const { agent, ran, connection } = await connectTo(script, { tools: ['fetch_beside'] });
    await expect(connection.send('go')).rejects.toMatchObject({ code: 'model_error', data: { type: 'llm_error' } });
    expect(ran).toEqual(['a.txt']);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    expect((await connection.send('next')).text).toBe('Next.');
    expect(new Set(resultsIn((await agent.requests()).at(-1)).map(({ message }) => message))).toEqual(
      new Set(['content of a.txt', 'BODY of U']),
    );
  }, 60_000);
});

describe('37-llm-errors, of Letta itself', () => {
  test("37-llm-errors: Letta's own 404 and 422 are not model errors", async () => {
    const { agent, connection } = await connectTo([]);
    await letta.client.agents.delete(agent.id);
    await expect(connection.send('hi')).rejects.toMatchObject({ code: 'not_found', data: { status: 404 } });
    const other = await connectTo([]);
    const nothing = [{ type: 'text' }] as unknown as LettaInput;
    await expect(other.connection.send(nothing)).rejects.toMatchObject({ code: 'bad_request', data: { status: 422 } });
  });
});
