import { Letta } from '@letta-ai/letta-client';
import { connectLetta, type LettaEvent, type LettaRequestFields, toLettaClientTools } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { ModelRequest, Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';

const letta = useLetta();
/** The server starts a Python process for each call of a server tool. */
const slow = 60_000;
const call = { name: 'read_file', arguments: { path: 'a' } };
const twoRounds: readonly Step[] = [{ calls: [call] }, { calls: [call] }, { text: 'Done.' }];

/** Runs a turn of two rounds, and returns it with its requests. */
async function sendWith(request: LettaRequestFields, script: readonly Step[] = twoRounds) {
  const agent = await letta.agent({ script });
  const { client, sent, messageBodies } = recordingClient(letta.baseUrl);
  const { tool, ran } = readFile();
  const connection = await connectLetta({ client, agentId: agent.id, tools: [tool], request });
  const turn = await connection.send('go');
  return { agent, turn, ran, sent, bodies: messageBodies() };
}

describe('13-tool-return-create', () => {
  test('13-tool-return-create: results are sent as an approval, which every server with client tools accepts', async () => {
    const { bodies } = await sendWith({});
    expect(bodies.map(({ messages }) => messages)).toEqual([
      [{ type: 'message', role: 'user', content: 'go', otid: expect.any(String) }],
      ...[1, 2].map((round) => [
        {
          type: 'approval',
          otid: expect.any(String),
          approvals: [
            { type: 'tool', tool_call_id: `call_${round}_1`, status: 'success', tool_return: 'content of a' },
          ],
        },
      ]),
    ]);
  });
});

describe('22-stream-flags', () => {
  test('22-stream-flags: calls run even if the user requests only some types of messages', async () => {
    const { turn, ran, bodies } = await sendWith({ include_return_message_types: ['assistant_message'] });
    expect(turn.text).toBe('Done.');
    expect(ran).toEqual(['a', 'a']);
    const [first, ...others] = bodies.map(({ include_return_message_types }) => include_return_message_types);
    expect(first).toEqual(expect.arrayContaining(['assistant_message', 'approval_request_message']));
    expect(others).toEqual([first, first]);
  });

  test('22-stream-flags: types that were not requested are omitted', async () => {
    const script = [
      { reasoning: 'Hm.', calls: [call] },
      { reasoning: 'Well.', text: 'Done.' },
    ];
    const typesOf = async (fields: LettaRequestFields) =>
      new Set((await sendWith(fields, script)).turn.messages.map(({ message_type }) => message_type));
    expect(await typesOf({ include_return_message_types: ['assistant_message'] })).not.toContain('reasoning_message');
    expect(await typesOf({})).toContain('reasoning_message');
  });

  test.each([1, 0, -1])('22-stream-flags: max_steps %i is a TypeError before the first request', async (max_steps) => {
    const { client, sent } = recordingClient(letta.baseUrl);
    const connecting = connectLetta({ client, agentId: 'agent', request: { max_steps } });
    await expect(connecting).rejects.toThrow(TypeError);
    await expect(connecting).rejects.toThrow('at least 2');
    expect(sent).toEqual([]);
  });

  test('22-stream-flags: the model sees every result with max_steps 2, because Letta counts per request', async () => {
    const { turn, ran, bodies } = await sendWith({ max_steps: 2 });
    expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn', usage: { steps: 3 } });
    expect(ran).toEqual(['a', 'a']);
    expect(bodies.map(({ max_steps }) => max_steps)).toEqual([2, 2, 2]);
  });

  test(
    '22-stream-flags: a turn that max_steps ends has that stop reason',
    async () => {
      const tick = await letta.pythonTool('def tick() -> str:\n    """Ticks."""\n    return "tick"');
      const step = { calls: [{ name: 'tick', arguments: {} }] };
      const agent = await letta.agent({ script: [step, step, step], tools: [tick.name ?? ''] });
      const connection = await connectLetta({ client: letta.client, agentId: agent.id, request: { max_steps: 2 } });
      const turn = await connection.send('go');
      expect(turn).toMatchObject({ text: '', stopReason: 'max_steps', usage: { steps: 2 } });
      expect(await connection.send('go on')).toMatchObject({ text: 'done', stopReason: 'end_turn' });
    },
    slow,
  );
});

describe('23-raw-fetch-gate', () => {
  test("23-raw-fetch-gate: every request carries the official client's version, without which streaming is refused", async () => {
    const { sent } = await sendWith({});
    const versions = new Set(sent.map(({ headers }) => headers.get('x-stainless-package-version')));
    expect([...versions]).toEqual([expect.stringMatching(/^1\.\d+\.\d+$/)]);
  });

  test('23-raw-fetch-gate: without the version the error has the requirement of the server', async () => {
    const agent = await letta.agent({ script: [{ text: 'hi' }] });
    const client = new Letta({
      baseURL: letta.baseUrl,
      apiKey: 'not-a-key',
      defaultHeaders: { 'x-stainless-package-version': null, 'user-agent': 'my-fetch/1' },
    });
    const connection = await connectLetta({ client, agentId: agent.id });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('streaming=true is only supported for SDK v1.0+ clients'),
    });
  });
});

test('each message is sent once and has a time limit of ten minutes, because models may be slow', async () => {
  const { sent } = await sendWith({});
  const posts = sent.filter(({ method }) => method === 'POST').map(({ headers }) => headers);
  expect(posts.map((headers) => headers.get('x-stainless-timeout'))).toEqual(['600', '600', '600']);
  expect(posts.map((headers) => headers.get('x-stainless-retry-count'))).toEqual(['0', '0', '0']);
});

describe('27-otid', () => {
  test('27-otid: each message of each turn has a unique otid', async () => {
    const agent = await letta.agent({ script: [...twoRounds, { text: 'Again.' }] });
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const connection = await connectLetta({ client, agentId: agent.id, tools: [readFile().tool] });
    await connection.send('hi');
    await connection.send('hi');
    const otids = messageBodies().flatMap(({ messages }) => messages.map(({ otid }) => otid));
    expect(otids).toEqual(Array(4).fill(expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)));
    expect(new Set(otids).size).toBe(4);
  });
});

describe('38-preview-and-overrides', () => {
  const fields = { override_model: 'openai-proxy/glm-4.5', override_system: 'Be brief.' };
  const systemOf = (request: ModelRequest) => String(request.messages.find(({ role }) => role === 'system')?.content);

  test('38-preview-and-overrides: overrides are sent with every request of a turn and always replace the model', async () => {
    const agent = await letta.agent({ script: twoRounds });
    const override_system = `${fields.override_system} ${agent.marker}`;
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const request = { ...fields, override_system };
    const connection = await connectLetta({ client, agentId: agent.id, tools: [readFile().tool], request });
    await connection.send('go');
    expect(messageBodies()).toMatchObject(Array(3).fill(request));
    const requests = await agent.requests();
    expect(requests.map(({ model }) => model)).toEqual(Array(3).fill('glm-4.5'));
    expect(requests.map((each) => systemOf(each).includes(fields.override_system))).toEqual(Array(3).fill(true));
  });

  test('38-preview-and-overrides: the next connection to the agent does not have the overrides', async () => {
    const { agent } = await sendWith({ override_model: fields.override_model });
    await (await connectLetta({ client: letta.client, agentId: agent.id })).send('go');
    expect((await agent.requests()).at(-1)?.model).toBe('mock-model');
  });

  test("38-preview-and-overrides: an unknown model rejects with the server's message, and no model is called", async () => {
    const agent = await letta.agent({ script: [] });
    const connection = await connectLetta({
      client: letta.client,
      agentId: agent.id,
      request: { override_model: 'openai-proxy/no-such-model' },
    });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('no-such-model'),
    });
    expect(await agent.requests()).toEqual([]);
  });

  test('38-preview-and-overrides: the model gets the tools as Letta previews them', async () => {
    const agent = await letta.agent({ script: [{ text: 'hi' }] });
    const { tool } = readFile();
    const body = { messages: [{ role: 'user', content: 'go' }], client_tools: toLettaClientTools([tool]) };
    const preview = await letta.client.post(`/v1/agents/${agent.id}/messages/preview-raw-payload`, { body });
    await (await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] })).send('go');
    expect(preview).toMatchObject({ tools: (await agent.requests())[0]?.tools });
  });
});

describe('39-auth-header', () => {
  test("39-auth-header: the client's key is sent with every request and appears in no event or error", async () => {
    const agent = await letta.agent({ script: [...twoRounds, { error: { status: 401, message: 'no' } }] });
    const { client, sent } = recordingClient(letta.baseUrl, { apiKey: 'sk-secret' });
    const events: LettaEvent[] = [];
    const connection = await connectLetta({ client, agentId: agent.id, tools: [readFile().tool] });
    const onEvent = (event: LettaEvent) => events.push(event);
    const turn = await connection.send('go', { onEvent });
    const error = await connection.send('go on', { onEvent }).catch((caught: Error) => caught);
    expect(new Set(sent.map(({ headers }) => headers.get('authorization')))).toEqual(new Set(['Bearer sk-secret']));
    expect(events.map(({ type }) => type)).toContain('paused');
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify([turn, events, error, String(error)])).not.toContain('sk-secret');
  });

  test('39-auth-header: a client without a key sends none and works if the server requires none', async () => {
    const agent = await letta.agent({ script: [{ text: 'hi' }] });
    const { client, sent } = recordingClient(letta.baseUrl, { apiKey: null });
    const connection = await connectLetta({ client, agentId: agent.id });
    expect((await connection.send('go')).text).toBe('hi');
    expect(sent.filter(({ headers }) => headers.has('authorization'))).toEqual([]);
  });
});

describe('41-async-run-ignores-client-tools', () => {
  test('41-async-run-ignores-client-tools: messages are sent to the one endpoint that supports client tools', async () => {
    const { agent, sent } = await sendWith({});
    const posts = sent.filter(({ method }) => method !== 'GET');
    expect(posts.map(({ path }) => path)).toEqual(Array(3).fill(`/v1/agents/${agent.id}/messages`));
  });
});
