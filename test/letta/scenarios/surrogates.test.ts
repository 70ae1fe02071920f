import { defineTool } from 'toolferry';
import { connectLetta } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { useAppServerAgent } from '../app-server/support/use-app-server-agent.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { recordingClient } from '../support/recording-client.ts';

const letta = useLetta();
const appServer = useAppServerAgent();
/** Half of an emoji, as text that was cut by length ends. */
const half = '\ud83d';
const script = [{ calls: [{ name: 'cut', arguments: {} }] }, { text: 'I see.' }];
const cut = (handler: () => unknown = () => ({ [`key ${half}`]: `value ${half}` })) =>
  defineTool({
    name: 'cut',
    description: `Returns text ${half}`,
    inputSchema: { type: 'object', properties: { text: { type: 'string', description: `Text ${half}` } } },
    handler,
  });

describe('a lone surrogate', () => {
  test.each([{ stream_tokens: false }, { stream_tokens: true }])(
    'a lone surrogate in a result, a message and a definition does not fail the turn: %j',
    async (request) => {
      const agent = await letta.agent({ script });
      const { client, messageBodies } = recordingClient(letta.baseUrl);
      const connection = await connectLetta({ client, agentId: agent.id, tools: [cut()], request });
      expect((await connection.send(`go ${half}`)).text).toBe('I see.');
      expect(/\\ud83d/i.test(JSON.stringify(messageBodies()))).toBe(false);
      expect(JSON.stringify(await agent.requests())).toContain('value \ufffd');
    },
  );

  test('a lone surrogate in the message of an error does not fail the turn', async () => {
    const agent = await letta.agent({ script });
    const tool = cut(() => {
      throw new Error(`cut ${half}`);
    });
    const request = { stream_tokens: false };
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool], request });
    expect((await connection.send('go')).text).toBe('I see.');
  });

  test('a lone surrogate in the reason of a denial does not fail the turn', async () => {
    const { name } = await fetchTool(letta.client, 'fetch_cut', { isGated: true });
    const calls = [{ name: 'fetch_cut', arguments: { url: 'U' } }];
    const agent = await letta.agent({ script: [{ calls }, { text: 'I see.' }], tools: [name ?? ''] });
    const approve = () => ({ approved: false, reason: `not now ${half}` });
    const request = { stream_tokens: false };
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, approve, request });
    expect((await connection.send('go')).text).toBe('I see.');
  });

  test('a lone surrogate in the input of a server tool does not fail the call', async () => {
    await fetchTool(letta.client, 'fetch_half');
    const agent = await letta.agent({ script: [], tools: ['fetch_half'] });
    const { bridge } = await connectLetta({ client: letta.client, agentId: agent.id });
    const call = { id: 'call_1', name: 'fetch_half', input: { url: `x${half}` } };
    expect(await bridge.execute(call)).toMatchObject({ output: 'BODY of x\ufffd' });
  });

  test('a lone surrogate in a result and a message does not fail a turn of an App Server', async () => {
    const { connection, script: model } = await appServer.connect(script, { tools: [cut()] });
    expect((await connection.send(`go ${half}`)).text).toBe('I see.');
    const sent = (await model.requests()).map(({ messages }) => messages);
    expect(/\\ud83d/i.test(JSON.stringify(sent))).toBe(false);
  });
});
