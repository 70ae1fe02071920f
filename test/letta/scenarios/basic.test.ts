import type { ToolCall } from '@letta-ai/letta-client/resources/agents/messages';
import { createBridge } from 'toolferry';
import { connectLetta, type LettaEvent, toLettaClientTools, toLettaToolReturn } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn, toolsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { runsOf, waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const read = (path: string, id?: string) => ({ name: 'read_file', arguments: { path }, ...(id && { id }) });

describe('01-seed-basic', () => {
  test('01-seed-basic: a call runs here, the model reads its result, and no calls stay pending', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('config.json')] }, { text: 'It has an endpoint.' }] });
    const { tool, ran } = readFile({ handler: () => ({ endpoint: 'x' }) });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    const turn = await connection.send('Read the contents of config.json');
    expect(ran).toEqual(['config.json']);
    expect(turn).toMatchObject({ text: 'It has an endpoint.', stopReason: 'end_turn', usage: { steps: 2 } });
    const [first, second] = await agent.requests();
    expect(first?.tools?.map((each) => each.function)).toEqual([
      { name: 'read_file', description: 'Read a local file', parameters: tool.inputSchema },
    ]);
    expect(resultsIn(second)).toEqual([{ id: 'call_1_1', status: 'OK', message: '{"endpoint":"x"}' }]);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });

  test('01-seed-basic: the server stores the call, its result and the text in its history', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a')] }, { text: 'Done.' }] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [readFile().tool] });
    await connection.send('go');
    const history = (await letta.client.agents.messages.list(agent.id)).getPaginatedItems();
    expect(history.map(({ message_type }) => message_type)).toEqual([
      'system_message',
      'user_message',
      'approval_request_message',
      'approval_response_message',
      'tool_return_message',
      'assistant_message',
    ]);
    expect(await runsOf(letta.client, agent.id)).toHaveLength(2);
  });

  test('01-seed-basic: a hand-written loop offers, runs and answers with the same functions', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('config.json')] }, { text: 'Done.' }] });
    const { tool } = readFile();
    const bridge = createBridge({ tools: [tool] });
    const client_tools = toLettaClientTools(bridge.tools);
    const { messages } = letta.client.agents;
    const paused = await messages.create(agent.id, { messages: [{ role: 'user', content: 'go' }], client_tools });
    const requested = paused.messages.flatMap((message) =>
      message.message_type === 'approval_request_message' ? [message.tool_call as ToolCall] : [],
    );
    const approvals = await Promise.all(
      requested.map(async ({ tool_call_id: id, name, arguments: input }) =>
        toLettaToolReturn(await bridge.execute({ id, name, input })),
      ),
    );
    const answer = await messages.create(agent.id, { messages: [{ type: 'approval', approvals }], client_tools });
    expect(answer.stop_reason.stop_reason).toBe('end_turn');
    expect(resultsIn((await agent.requests())[1])).toMatchObject([{ status: 'OK', message: 'content of config.json' }]);
  });
});

describe('03-client-tools-not-resent', () => {
  test('03-client-tools-not-resent: the tools are sent with every answer, so that the model can call them again', async () => {
    const agent = await letta.agent({
      script: [{ calls: [read('a')] }, { calls: [read('b')] }, { text: 'Read both.' }],
    });
    const { tool, ran } = readFile();
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const connection = await connectLetta({ client, agentId: agent.id, tools: [tool] });
    const turn = await connection.send('go');
    expect(turn.text).toBe('Read both.');
    expect(ran).toEqual(['a', 'b']);
    expect(messageBodies().map(({ client_tools }) => client_tools)).toEqual(Array(3).fill(toLettaClientTools([tool])));
    expect((await agent.requests()).map(toolsIn)).toEqual(Array(3).fill(['read_file']));
  });
});

describe('04-two-rounds', () => {
  test('04-two-rounds: the second round depends on the first, and each result reaches its call', async () => {
    const agent = await letta.agent({
      script: [{ calls: [read('index')] }, { text: 'One more.', calls: [read('page')] }, { text: 'Read.' }],
    });
    const { tool } = readFile();
    const events: LettaEvent[] = [];
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    const turn = await connection.send('go', { onEvent: (event) => events.push(event) });
    expect(resultsIn((await agent.requests())[2])).toEqual([
      { id: 'call_1_1', status: 'OK', message: 'content of index' },
      { id: 'call_2_1', status: 'OK', message: 'content of page' },
    ]);
    expect(turn.text).toBe('Read.');
    expect(turn.messages.map(({ message_type }) => message_type)).toEqual([
      'approval_request_message',
      'assistant_message',
      'approval_request_message',
      'assistant_message',
    ]);
    expect(events.flatMap((event) => (event.type === 'call-requested' ? [event.call.id] : []))).toEqual([
      'call_1_1',
      'call_2_1',
    ]);
  });
});

describe('43-long-conversation-of-rounds', () => {
  test('43-long-conversation-of-rounds: a turn of five rounds has every result at its call', async () => {
    const paths = ['1', '2', '3', '4', '5'];
    const agent = await letta.agent({
      script: [...paths.map((path) => ({ calls: [read(path)] })), { text: 'All five.' }],
    });
    const { tool, ran } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    const turn = await connection.send('go');
    expect(turn).toMatchObject({ text: 'All five.', usage: { steps: 6, totalTokens: 90 } });
    expect(ran).toEqual(paths);
    expect(resultsIn((await agent.requests())[5]).map(({ message }) => message)).toEqual(
      paths.map((path) => `content of ${path}`),
    );
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });
});

describe('44-same-tool-call-id-across-turns', () => {
  test.each([
    { inputs: 'different inputs', paths: ['1', '2'] },
    { inputs: 'the same input', paths: ['1', '1'] },
  ])(
    '44-same-tool-call-id-across-turns: two calls with one id in two turns, with $inputs, both run',
    async ({ paths }) => {
      const agent = await letta.agent({
        script: paths.flatMap((path) => [{ calls: [read(path, 'call_fixed')] }, { text: `Read ${path}.` }]),
      });
      const { tool, ran } = readFile();
      const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
      for (const path of paths) expect((await connection.send('go')).text).toBe(`Read ${path}.`);
      expect(ran).toEqual(paths);
    },
  );

  test('44-same-tool-call-id-across-turns: a call that is repeated in its turn gets the same answer, and its handler runs once', async () => {
    const again = { calls: [read('1', 'call_fixed')] };
    const agent = await letta.agent({ script: [again, again, { text: 'Read once.' }] });
    const { tool, ran } = readFile({ handler: (path) => `${path}, read as number ${ran.length}` });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    const turn = await connection.send('go');
    expect(turn.text).toBe('Read once.');
    expect(ran).toEqual(['1']);
    expect(await returnsOf(agent.id)).toEqual(Array(2).fill('1, read as number 1'));
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });

  // Letta shows the model the first of two results with one id (0.16.8), so that the second result would be lost.
  test('44-same-tool-call-id-across-turns: one call id with two inputs in a turn ends it with call_conflict, and leaves no pending calls', async () => {
    const rounds = ['1', '2'].map((path) => ({ calls: [read(path, 'call_fixed')] }));
    const agent = await letta.agent({ script: [...rounds, { text: 'Hello.' }] });
    const { tool, ran } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'call_conflict',
      data: { toolCallId: 'call_fixed' },
    });
    expect(ran).toEqual(['1']);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    expect((await connection.send('hi')).text).toBe('Hello.');
  });
});

/** Returns the results in the agent's history. */
async function returnsOf(agentId: string) {
  const history = (await letta.client.agents.messages.list(agentId)).getPaginatedItems();
  return history.flatMap((message) => (message.message_type === 'tool_return_message' ? [message.tool_return] : []));
}
