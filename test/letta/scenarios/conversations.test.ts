import type { Pause } from 'toolferry';
import { connectLetta, type LettaEvent } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { cutOffAfter } from '../support/cut-off.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { runsOf, waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const read = (path: string) => ({ name: 'read_file', arguments: { path } });

async function openConversation(script: readonly Step[]) {
  const agent = await letta.agent({ script });
  const { id: conversationId } = await letta.client.conversations.create({ agent_id: agent.id });
  return { agent, agentId: agent.id, conversationId };
}

describe('24-conversations', () => {
  test('24-conversations: a turn with two calls at once runs in the conversation and leaves no pending calls', async () => {
    const { agent, agentId, conversationId } = await openConversation([
      { calls: [read('a'), read('b')] },
      { text: 'Read both.' },
    ]);
    const { client, sent } = recordingClient(letta.baseUrl);
    const { tool, ran } = readFile();
    const connection = await connectLetta({ client, agentId, conversationId, tools: [tool] });
    const turn = await connection.send('go');
    expect(turn).toMatchObject({ text: 'Read both.', stopReason: 'end_turn', usage: { steps: 2 } });
    expect(ran).toEqual(['a', 'b']);
    expect(resultsIn((await agent.requests())[1]).map(({ message }) => message)).toEqual([
      'content of a',
      'content of b',
    ]);
    expect(sent.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual(
      Array(2).fill(`/v1/conversations/${conversationId}/messages`),
    );
    expect(await waitingIds(letta.client, agentId, conversationId)).toEqual([]);
    expect((await runsOf(letta.client, agentId)).map(({ conversation_id }) => conversation_id)).toEqual([
      conversationId,
      conversationId,
    ]);
  });

  test('24-conversations: a conversation remembers its turns and none of other conversations', async () => {
    const { agent, agentId, conversationId } = await openConversation([{ text: 'a' }, { text: 'b' }, { text: 'c' }]);
    const named = await connectLetta({ client: letta.client, agentId, conversationId });
    const ownConversation = await connectLetta({ client: letta.client, agentId });
    await named.send('first, in the conversation');
    await ownConversation.send("in the agent's own");
    await named.send('second, in the conversation');
    const received = (await agent.requests()).map(({ messages }) =>
      messages.filter(({ role }) => role === 'user').map(({ content }) => content),
    );
    expect(received).toEqual([
      ['first, in the conversation'],
      ["in the agent's own"],
      ['first, in the conversation', 'second, in the conversation'],
    ]);
  });

  test('24-conversations: a turn can be streamed', async () => {
    const { agentId, conversationId } = await openConversation([{ calls: [read('a')] }, { text: 'It is short.' }]);
    const { tool } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId, conversationId, tools: [tool] });
    const events: LettaEvent[] = [];
    for await (const event of connection.stream('go')) events.push(event);
    expect(events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('')).toBe('It is short.');
    expect(events.map(({ type }) => type)).toContain('call-finished');
    expect(events.at(-1)).toMatchObject({ type: 'done', turn: { text: 'It is short.' } });
  });

  test('24-conversations: a pause of one process is resumed in another', async () => {
    const { agent, agentId, conversationId } = await openConversation([
      { calls: [read('a'), read('b')] },
      { calls: [read('c')] },
      { text: 'Read all.' },
    ]);
    const pause = await pausedAndCutOff(agentId, conversationId);
    expect(await waitingIds(letta.client, agentId, conversationId)).toEqual(['call_1_1', 'call_1_2']);

    const { tool, ran } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId, conversationId, tools: [tool] });
    const turn = await connection.resume(JSON.parse(JSON.stringify(pause)) as Pause);
    expect(turn).toMatchObject({ text: 'Read all.', stopReason: 'end_turn' });
    expect(ran).toEqual(['a', 'b', 'c']);
    expect(resultsIn((await agent.requests())[2]).map(({ message }) => message)).toEqual([
      'content of a',
      'content of b',
      'content of c',
    ]);
    expect(await waitingIds(letta.client, agentId, conversationId)).toEqual([]);
  });

  test('24-conversations: a pause that was answered is not answered again', async () => {
    const { agentId, conversationId } = await openConversation([{ calls: [read('a')] }, { text: 'Read.' }]);
    const pause = await pausedAndCutOff(agentId, conversationId);
    const { tool, ran } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId, conversationId, tools: [tool] });
    await connection.resume(pause);
    await expect(connection.resume(pause)).rejects.toMatchObject({ code: 'already_resumed' });
    expect(ran).toEqual(['a']);
  });

  test("24-conversations: a pause of a conversation is not a pause of the agent's own conversation", async () => {
    const { agentId, conversationId } = await openConversation([{ calls: [read('a')] }, { text: 'Read.' }]);
    const pause = await pausedAndCutOff(agentId, conversationId);
    const { tool, ran } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId, tools: [tool] });
    await expect(connection.resume(pause)).rejects.toMatchObject({ code: 'pause_mismatch' });
    expect(ran).toEqual([]);
  });

  test('24-conversations: a conversation that does not exist rejects the first turn', async () => {
    const agent = await letta.agent({ script: [] });
    const conversationId = 'conv-00000000-0000-4000-8000-000000000000';
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, conversationId });
    await expect(connection.send('go')).rejects.toMatchObject({ code: 'not_found' });
  });
});

/** A process that received calls and reported its pause, but never sent its answers. */
async function pausedAndCutOff(agentId: string, conversationId: string): Promise<Pause> {
  const { client } = recordingClient(letta.baseUrl, { fetch: cutOffAfter(0) });
  const pauses: Pause[] = [];
  const connection = await connectLetta({ client, agentId, conversationId, tools: [readFile().tool] });
  const onEvent = (event: LettaEvent) => event.type === 'paused' && pauses.push(event.pause);
  await expect(connection.send('go', { onEvent })).rejects.toMatchObject({ code: 'unreachable' });
  const [pause] = pauses;
  if (pause === undefined) throw new Error('the agent made no call');
  return pause;
}
