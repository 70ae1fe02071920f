import { Letta } from '@letta-ai/letta-client';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { connectLetta, lettaModel } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { runsOf, waitingIds } from '../support/server-state.ts';
import { sendAndStop } from '../support/stopped-client.ts';
import { generate, majors } from './support/majors.ts';

const letta = useLetta();
const [{ sdk: five }, , { sdk }] = majors;
const read = (path: string) => ({ name: 'read_file', arguments: { path }, id: `call_${path}` });
const user = (content: unknown) => ({ role: 'user', content });
const result = (toolCallId: string, value: string) => ({
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId, toolName: 'read_file', output: { type: 'text', value } }],
});

/** A tool without execute, whose calls the caller answers. */
const shownTools = () => {
  const { handler: _, ...shown } = readFile().tool;
  return createToolsFromClient([shown]);
};

describe.each(majors)('failures of generateText of ai $major', ({ sdk }) => {
  test("a failure of the agent's model rejects generateText with its code, after one request", async () => {
    const agent = await letta.agent({ script: [{ error: { status: 400, message: 'no such parameter' } }] });
    const ended = generate(sdk, { model: lettaModel({ client: letta.client, agentId: agent.id }), prompt: 'go' });
    await expect(ended).rejects.toMatchObject({
      code: 'model_error',
      message: expect.stringContaining('no such parameter'),
    });
    expect(await runsOf(letta.client, agent.id)).toHaveLength(1);
  });

  test('an unsupported agent, an unreachable server and an unknown agent reject generateText before anything is sent', async () => {
    const { id } = await letta.agent({ script: [], agentType: 'memgpt_v2_agent' });
    const run = (client: Letta, agentId: string) =>
      generate(sdk, { model: lettaModel({ client, agentId }), prompt: 'go' });
    await expect(run(letta.client, id)).rejects.toMatchObject({ code: 'unsupported_agent' });
    expect(await runsOf(letta.client, id)).toEqual([]);
    const unreachable = new Letta({ baseURL: 'http://127.0.0.1:9', apiKey: 'not-a-key', maxRetries: 0 });
    await expect(run(unreachable, id)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(run(letta.client, `agent-${crypto.randomUUID()}`)).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a model whose agent could not be read at first reads it again in the next call', async () => {
  const agent = await letta.agent({ script: [{ text: 'Hello.' }] });
  let isDown = true;
  const flaky: typeof fetch = (input, init) =>
    isDown ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init);
  const { client } = recordingClient(letta.baseUrl, { fetch: flaky, maxRetries: 0 });
  const model = lettaModel({ client, agentId: agent.id });
  await expect(generate(sdk, { model, prompt: 'go' })).rejects.toMatchObject({ code: 'unreachable' });
  isDown = false;
  expect((await generate(sdk, { model, prompt: 'go' })).text).toBe('Hello.');
});

test('a prompt without new content, or with a file that is not an image, is refused', async () => {
  const agent = await letta.agent({ script: [] });
  const model = lettaModel({ client: letta.client, agentId: agent.id });
  const run = (messages: readonly unknown[]) => generate(sdk, { model, messages });
  await expect(run([user('go'), { role: 'assistant', content: 'Gone.' }])).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('nothing new'),
  });
  const file = { type: 'file', data: new Uint8Array([1]), mediaType: 'application/pdf' };
  await expect(run([user([file])])).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('application/pdf'),
  });
  expect(await runsOf(letta.client, agent.id)).toEqual([]);
});

test.each(majors)('an image in a message of ai $major is sent to the agent as an image', async ({ sdk }) => {
  const data = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const agent = await letta.agent({ script: [{ text: 'Nice.' }] });
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const image = { type: 'file', data: Uint8Array.from(Buffer.from(data, 'base64')), mediaType: 'image/png' };
  const messages = [user([{ type: 'text', text: 'look' }, image])];
  const { text } = await generate(sdk, { model: lettaModel({ client, agentId: agent.id }), messages });
  expect(text).toBe('Nice.');
  expect(messageBodies()[0]?.messages[0]?.content).toEqual([
    { type: 'text', text: 'look' },
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
  ]);
});

describe('pending calls on the server', () => {
  test('pending calls of a stopped client are answered with the next message: client tools as failed, gated server tools as denied', async () => {
    await fetchTool(letta.client, 'fetch_left', { isGated: true });
    const gated = { name: 'fetch_left', arguments: { url: 'x' }, id: 'call_x' };
    const agent = await letta.agent({
      script: [{ calls: [read('a'), gated] }, { text: 'Hello.' }],
      tools: ['fetch_left'],
    });
    const { tool } = readFile();
    await sendAndStop(letta.client, agent.id, { tools: [tool] });
    expect(await waitingIds(letta.client, agent.id)).toEqual(['call_a', 'call_x']);
    const model = lettaModel({ client: letta.client, agentId: agent.id });
    const { text } = await generate(sdk, { model, tools: createToolsFromClient([tool]), prompt: 'hello?' });
    expect(text).toBe('Hello.');
    expect(resultsIn((await agent.requests())[1])).toMatchObject([
      { id: 'call_a', message: expect.stringContaining('There is no result') },
      { id: 'call_x', message: expect.stringContaining('can neither run nor approve it') },
    ]);
  });

  test('all pending calls are answered if the prompt has results for some of them, and for calls that lost their metadata', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a'), read('b')] }, { text: 'I see.' }] });
    const settings = { model: lettaModel({ client: letta.client, agentId: agent.id }), tools: shownTools() };
    const { messages } = await generate(five, { ...settings, prompt: 'go' });
    const text = JSON.stringify(messages).replaceAll('"providerOptions"', '"lost"');
    // ai 5 accepts calls without results and leaves them to the model.
    const next = await generate(five, {
      ...settings,
      messages: [...(JSON.parse(text) as unknown[]), result('call_b', 'B')],
    });
    expect(next.text).toBe('I see.');
    expect(resultsIn((await agent.requests())[1])).toMatchObject([
      { id: 'call_a', status: 'Failed', message: expect.stringContaining('There is no result') },
      { id: 'call_b', status: 'OK', message: 'B' },
    ]);
  });

  test('pending calls are those of the server if stored messages list different ones', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a'), read('b')] }, { text: 'I see.' }] });
    const settings = { model: lettaModel({ client: letta.client, agentId: agent.id }), tools: shownTools() };
    const { messages } = await generate(five, { ...settings, prompt: 'go' });
    const stale = JSON.parse(
      JSON.stringify(messages).replaceAll('{"id":"call_a","name":"read_file"},', ''),
    ) as unknown[];
    const next = await generate(five, {
      ...settings,
      messages: [...stale, result('call_a', 'A'), result('call_b', 'B')],
    });
    expect(next.text).toBe('I see.');
    expect(resultsIn((await agent.requests())[1])).toMatchObject([{ message: 'A' }, { message: 'B' }]);
  });

  test.each([
    { step: 'a step with client tools only', others: [] },
    // The server accepts no second answer for a step in which it ran a server tool.
    { step: 'a mixed step', others: [{ name: 'greet_beside', arguments: {} }] },
  ])(
    'a user message after late results is sent if another client has answered the calls of $step',
    async ({ others }) => {
      await letta.pythonTool('def greet_beside() -> str:\n    """Greets."""\n    return "hello"');
      const agent = await letta.agent({
        script: [{ calls: [read('a'), ...others] }, { text: 'Denied.' }, { text: 'Hello.' }],
        tools: ['greet_beside'],
      });
      const settings = { model: lettaModel({ client: letta.client, agentId: agent.id }), tools: shownTools() };
      const { messages } = await generate(sdk, { ...settings, prompt: 'go' });
      const { recover } = await connectLetta({ client: letta.client, agentId: agent.id });
      expect((await recover()).turn?.text).toBe('Denied.');
      const next = await generate(sdk, { ...settings, messages: [...messages, result('call_a', 'A'), user('hello?')] });
      expect(next.text).toBe('Hello.');
      const [, , request] = await agent.requests();
      expect(request?.messages.at(-1)).toMatchObject({ content: expect.stringContaining('hello?') });
      expect(resultsIn(request)[0]).toMatchObject({ id: 'call_a', message: expect.stringContaining('denied') });
    },
  );

  test('a pending call does not get the result of a call of another agent with the same id', async () => {
    const one = await letta.agent({ script: [{ calls: [read('a')] }] });
    const other = await letta.agent({ script: [{ calls: [read('a')] }, { text: 'I am another.' }] });
    const tools = shownTools();
    const model = (agentId: string) => lettaModel({ client: letta.client, agentId });
    const { messages } = await generate(sdk, { model: model(one.id), tools, prompt: 'go' });
    await sendAndStop(letta.client, other.id, { tools: [readFile().tool] });
    const late = [...messages, result('call_a', 'A'), user('hello?')];
    expect((await generate(sdk, { model: model(other.id), tools, messages: late })).text).toBe('I am another.');
    expect(resultsIn((await other.requests())[1])).toMatchObject([
      { id: 'call_a', message: expect.stringContaining('There is no result') },
    ]);
    expect(await waitingIds(letta.client, one.id)).toEqual(['call_a']);
  });
});

describe('denied calls', () => {
  test.each(majors.filter(({ major }) => major !== 5))(
    'a call that the user of ai $major denied is denied with the reason',
    async ({ sdk }) => {
      const agent = await letta.agent({ script: [{ calls: [read('a')] }, { text: 'Then not.' }] });
      const { tool, ran } = readFile({ metadata: { requiresApproval: true } });
      const tools = createToolsFromClient([tool], { approval: 'framework' });
      const settings = { model: lettaModel({ client: letta.client, agentId: agent.id }), tools };
      const first = await generate(sdk, { ...settings, prompt: 'go' });
      const [request] = first.partsOf('tool-approval-request') as unknown as { approvalId: string }[];
      const denial = {
        type: 'tool-approval-response',
        approvalId: request?.approvalId,
        approved: false,
        reason: 'not mine',
      };
      const messages = [user('go'), ...first.messages, { role: 'tool', content: [denial] }];
      expect((await generate(sdk, { ...settings, messages })).text).toBe('Then not.');
      expect(ran).toEqual([]);
      expect(resultsIn((await agent.requests())[1])).toMatchObject([
        { id: 'call_a', status: 'Failed', message: expect.stringContaining('not mine') },
      ]);
    },
  );
});
