import type { Approve } from 'toolferry';
import { connectLetta, type LettaEvent } from 'toolferry/letta';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const three = {
  text: 'I ask for all three.',
  calls: [
    { id: 'call_local', name: 'read_file', arguments: { path: 'a.txt' } },
    { id: 'call_plain', name: 'fetch_plain', arguments: { url: 'P' } },
    { id: 'call_gated', name: 'fetch_gated', arguments: { url: 'G' } },
  ],
};

beforeAll(async () => {
  if (letta.baseUrl === '') return;
  await fetchTool(letta.client, 'fetch_plain');
  await fetchTool(letta.client, 'fetch_gated', { word: 'SECRET', isGated: true });
});

/** Runs a step with a client tool, an ungated and a gated server tool. */
async function askForThree(approve: Approve | undefined, stream_tokens: boolean) {
  const agent = await letta.agent({ script: [three, { text: 'Done.' }], tools: ['fetch_plain', 'fetch_gated'] });
  const { tool, ran } = readFile();
  const events: LettaEvent[] = [];
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const connection = await connectLetta({
    client,
    agentId: agent.id,
    tools: [tool],
    approve,
    request: { stream_tokens },
  });
  const turn = await connection.send('go', { onEvent: (event) => events.push(event) });
  return {
    turn,
    ran,
    requested: events.flatMap((event) => (event.type === 'call-requested' ? [[event.call.id, event.on]] : [])),
    returned: events.flatMap((event) => (event.type === 'server-tool-returned' ? [event] : [])),
    read: resultsIn((await agent.requests())[1]),
    sent: messageBodies()[1]?.messages[0]?.approvals,
    waiting: await waitingIds(letta.client, agent.id),
  };
}

describe('31-server-tool-then-client-tool-mixed', () => {
  test.each([
    { mode: 'token by token', tokens: true },
    { mode: 'step by step', tokens: false },
  ])(
    '31-server-tool-then-client-tool-mixed: if the gated server tool is approved, every call of the step runs where it belongs ($mode)',
    async ({ tokens }) => {
      const approve = vi.fn<Approve>(() => true);
      const { turn, ran, requested, returned, read, sent, waiting } = await askForThree(approve, tokens);
      expect(approve).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ call: { id: 'call_gated', name: 'fetch_gated', input: { url: 'G' } } }),
      );
      expect(ran).toEqual(['a.txt']);
      expect(sent).toEqual([
        { type: 'tool', tool_call_id: 'call_local', status: 'success', tool_return: 'content of a.txt' },
        { type: 'approval', tool_call_id: 'call_gated', approve: true },
      ]);
      expect(new Map(read.map(({ id, message }) => [id, message]))).toEqual(
        new Map([
          ['call_local', 'content of a.txt'],
          ['call_plain', 'BODY of P'],
          ['call_gated', 'SECRET of G'],
        ]),
      );
      expect(new Map(requested as [string, string][])).toEqual(
        new Map([
          ['call_local', 'client'],
          ['call_gated', 'server'],
          ['call_plain', 'server'],
        ]),
      );
      expect(requested).toHaveLength(3);
      expect(new Map(returned.map(({ toolCallId, failed, text }) => [toolCallId, { failed, text }]))).toEqual(
        new Map([
          ['call_plain', { failed: false, text: 'BODY of P' }],
          ['call_gated', { failed: false, text: 'SECRET of G' }],
        ]),
      );
      expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
      expect(waiting).toEqual([]);
    },
    60_000,
  );

  test.each([
    { answer: 'a denial', approve: () => ({ approved: false, reason: 'too secret' }), reason: 'too secret' },
    {
      answer: 'a missing approve function',
      approve: undefined,
      reason:
        'it needs approval, and no approve function is set. Pass approve to createBridge(); the user did not decide about this call',
    },
    {
      answer: 'an approval with an edited input, which the server would not use',
      approve: () => ({ approved: true, input: { url: 'harmless' } }),
      reason: 'its input was edited, but the server can only run the original input',
    },
  ])(
    '31-server-tool-then-client-tool-mixed: with $answer the gated server tool does not run, and the two other tools run',
    async ({ approve, reason }) => {
      const { turn, ran, returned, read, waiting } = await askForThree(approve, true);
      expect(ran).toEqual(['a.txt']);
      expect(new Map(read.map(({ id, message }) => [id, message]))).toEqual(
        new Map([
          ['call_local', 'content of a.txt'],
          ['call_plain', 'BODY of P'],
          ['call_gated', `Error: request to call tool denied. User reason: ${reason}`],
        ]),
      );
      expect(returned.find(({ toolCallId }) => toolCallId === 'call_gated')).toMatchObject({ failed: true });
      expect(turn.text).toBe('Done.');
      expect(waiting).toEqual([]);
    },
    60_000,
  );
});
