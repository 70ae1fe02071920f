import type { Approve } from 'toolferry';
import { connectLetta } from 'toolferry/letta';
import { describe, expect, test, vi } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn, toolsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';

const letta = useLetta();
const callOf = (path: string) => ({ id: 'call_a', name: 'read_file', arguments: { path } });

/** Runs a turn with one call of a client tool that requires approval. */
async function askFor(approve: Approve | undefined) {
  const agent = await letta.agent({ script: [{ calls: [callOf('a.txt')] }, { text: 'Understood.' }] });
  const { tool, ran } = readFile({ metadata: { requiresApproval: true } });
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const connection = await connectLetta({ client, agentId: agent.id, tools: [tool], approve });
  const turn = await connection.send('go');
  const [read] = resultsIn((await agent.requests())[1]);
  const [sent] = (messageBodies()[1]?.messages[0]?.approvals ?? []) as readonly object[];
  return { turn, ran, read, sent };
}

describe('12-deny-and-approve', () => {
  test('12-deny-and-approve: an approved client tool runs and is answered with its result, never with `approve: true`', async () => {
    const approve = vi.fn<Approve>(() => true);
    const { turn, ran, read, sent } = await askFor(approve);
    expect(approve).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        call: { id: 'call_a', name: 'read_file', input: { path: 'a.txt' } },
        tool: expect.objectContaining({ name: 'read_file' }),
        reason: 'it requires approval',
      }),
    );
    expect(ran).toEqual(['a.txt']);
    expect(sent).toEqual({ type: 'tool', tool_call_id: 'call_a', status: 'success', tool_return: 'content of a.txt' });
    expect(read).toMatchObject({ id: 'call_a', status: 'OK', message: 'content of a.txt' });
    expect(turn.text).toBe('Understood.');
  });

  test('12-deny-and-approve: the model reads the reason of a denial, and the turn continues', async () => {
    const { turn, ran, read } = await askFor(() => ({ approved: false, reason: 'the user said no' }));
    expect(ran).toEqual([]);
    expect(read).toMatchObject({ status: 'Failed', message: 'Error: "read_file" was not run: the user said no.' });
    expect(turn).toMatchObject({ text: 'Understood.', stopReason: 'end_turn' });
  });

  test.each([
    { answer: 'an approve function that returns false', approve: () => false, reason: 'it was not approved' },
    {
      answer: 'a missing approve function',
      approve: undefined,
      reason: 'it needs approval, and no approve function is set. Pass approve to createBridge()',
    },
    {
      answer: 'an approve function that throws',
      approve: () => {
        throw new Error('the dialog is broken');
      },
      reason: 'the approve function failed',
    },
  ])('12-deny-and-approve: $answer denies the call with a reason', async ({ approve, reason }) => {
    const { ran, read } = await askFor(approve);
    expect(ran).toEqual([]);
    expect(read).toMatchObject({ status: 'Failed', message: `Error: "read_file" was not run: ${reason}.` });
  });

  test('12-deny-and-approve: a client tool runs with the edited input', async () => {
    const { ran, read } = await askFor(() => ({ approved: true, input: { path: 'b.txt' } }));
    expect(ran).toEqual(['b.txt']);
    expect(read).toMatchObject({ message: 'content of b.txt' });
  });

  test('12-deny-and-approve: a tool that the policy blocks is not offered, and the server refuses a call to it', async () => {
    const agent = await letta.agent({ script: [{ calls: [callOf('a.txt')] }, { text: 'Understood.' }] });
    const { tool, ran } = readFile();
    const connection = await connectLetta({
      client: letta.client,
      agentId: agent.id,
      tools: [tool, readFile({ name: 'read_other' }).tool],
      policy: ({ name }) => (name === 'read_file' ? 'block' : 'allow'),
    });
    const turn = await connection.send('go');
    const [first, second] = await agent.requests();
    expect(toolsIn(first)).toEqual(['read_other']);
    expect(resultsIn(second)[0]?.message).toContain('[ToolConstraintError] Cannot call read_file');
    expect(turn.text).toBe('Understood.');
    expect(ran).toEqual([]);
  });
});
