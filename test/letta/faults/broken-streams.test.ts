import { connectLetta } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { type Edit, type Frame, startEditingProxy } from '../support/editing-proxy.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const ask: Step = { text: 'I look.', calls: [{ id: 'call_a', name: 'read_file', arguments: { path: 'a.txt' } }] };
const typeOf = ({ data }: Frame): string => (typeof data === 'string' ? data : data.message_type);
const upTo = (type: string) => (frames: readonly Frame[]) =>
  frames.slice(
    0,
    frames.findIndex((frame) => typeOf(frame) === type),
  );
const without = (type: string) => (frames: readonly Frame[]) => frames.filter((frame) => typeOf(frame) !== type);

/** An agent that makes one call and then answers "Done.", over a connection with one fault. */
async function connectOver(edit: Edit, script: readonly Step[] = [ask, { text: 'Done.' }]) {
  const agent = await letta.agent({ script });
  const { tool, ran } = readFile();
  const { client, messageBodies } = recordingClient(await startEditingProxy(letta.baseUrl, edit));
  const connection = await connectLetta({ client, agentId: agent.id, tools: [tool] });
  return { agent, ran, connection, messageBodies };
}

describe('a stream that ends early', () => {
  test.each<{ when: string; edit: Edit }>([
    { when: 'with a reset before the call', edit: { frames: upTo('approval_request_message'), end: 'reset' } },
    { when: 'with a reset after the call', edit: { frames: upTo('stop_reason'), end: 'reset' } },
    { when: 'normally before the call', edit: { frames: upTo('approval_request_message') } },
    { when: 'normally after the call', edit: { frames: upTo('stop_reason') } },
    { when: 'with [DONE] but without a stop reason', edit: { frames: without('stop_reason') } },
  ])('the stream ends $when: the turn fails, no handler runs, and recover() finds the call', async ({ edit }) => {
    const { agent, ran, connection, messageBodies } = await connectOver(edit);
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'stream_incomplete',
      message: expect.stringContaining('recover()'),
    });
    expect(messageBodies()).toHaveLength(1);
    expect(ran).toEqual([]);
    expect(await waitingIds(letta.client, agent.id)).toEqual(['call_a']);
    const { turn } = await connection.recover({ orphans: 'execute' });
    expect(turn?.text).toBe('Done.');
    expect(ran).toEqual(['a.txt']);
  });

  test("the stream ends in the middle of the agent's text after results: the turn fails, and nothing runs twice", async () => {
    const edit: Edit = { on: /"type":"approval"/, frames: upTo('stop_reason'), end: 'reset' };
    const { agent, ran, connection, messageBodies } = await connectOver(edit);
    await expect(connection.send('go')).rejects.toMatchObject({ code: 'stream_incomplete' });
    expect(messageBodies()).toHaveLength(2);
    expect(ran).toEqual(['a.txt']);
    expect(await agent.requests()).toHaveLength(2);
    expect((await connection.send('next')).stopReason).toBe('end_turn');
  });

  test.each<{ when: string; edit: Edit }>([
    { when: 'lacks [DONE]', edit: { frames: without('[DONE]') } },
    { when: 'is reset', edit: { frames: upTo('usage_statistics'), end: 'reset' } },
    { when: 'stays open', edit: { end: 'open' } },
  ])('a stop reason counts if the stream $when after it: the call runs, and the turn continues', async ({ edit }) => {
    const { agent, ran, connection } = await connectOver({ ...edit, frames: edit.frames ?? ((frames) => frames) });
    const turn = await connection.send('go');
    expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
    expect(ran).toEqual(['a.txt']);
    expect(resultsIn((await agent.requests())[1])).toMatchObject([{ message: 'content of a.txt' }]);
  });
});

describe('an error in a stream', () => {
  const error = {
    message_type: 'error_message',
    run_id: 'run-1',
    error_type: 'internal_error',
    message: 'Oh.',
    detail: 'The disk is full',
  };
  const stop = (stop_reason: string): Frame => ({ data: { message_type: 'stop_reason', stop_reason } });

  test('an error after a successful stop reason changes nothing', async () => {
    const { ran, connection } = await connectOver({
      frames: (frames) =>
        frames.flatMap((frame) => (typeOf(frame) === 'usage_statistics' ? [{ event: 'error', data: error }] : [frame])),
    });
    expect((await connection.send('go')).text).toBe('Done.');
    expect(ran).toEqual(['a.txt']);
  });

  test.each<{ when: string; frames: Edit['frames'] }>([
    { when: 'as an event after a bad stop reason', frames: () => [stop('error'), { event: 'error', data: error }] },
    { when: 'as an event without a stop reason', frames: () => [{ event: 'error', data: error }] },
    { when: 'as data', frames: () => [{ data: error }, stop('error')] },
    { when: 'as data after a bad stop reason', frames: () => [stop('error'), { data: error }] },
  ])("an error $when rejects with the server's message", async ({ frames = () => [] }) => {
    const { ran, connection } = await connectOver({ frames });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'run_failed',
      message: "The agent's run failed: The disk is full",
    });
    expect(ran).toEqual([]);
  });

  test.each(['error', 'insufficient_credits', 'invalid_llm_response', 'something_new'])(
    'a turn that fails with only the stop reason "%s" rejects with it',
    async (stopReason) => {
      const { ran, connection } = await connectOver({ frames: () => [stop(stopReason), { data: '[DONE]' }] });
      await expect(connection.send('go')).rejects.toMatchObject({ code: 'run_failed', data: { stopReason } });
      expect(ran).toEqual([]);
    },
  );

  test('the stop reason "requires_approval" without a call is an error', async () => {
    const { connection } = await connectOver({ frames: without('approval_request_message') });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'run_failed',
      message: expect.stringContaining('without calls'),
    });
  });

  // Another client cancelled the run. Whether the server notices before or after the call depends on half a second.
  test('28-cancel: the stop reason "cancelled" is not an error: it ends the turn, and an earlier call does not run', async () => {
    const { ran, connection } = await connectOver({
      frames: (frames) => [...upTo('stop_reason')(frames), stop('cancelled')],
    });
    expect(await connection.send('go')).toMatchObject({ stopReason: 'cancelled' });
    expect(ran).toEqual([]);
  });

  test('the stop reason "end_turn" with a call is a pause, not an error', async () => {
    const { ran, connection } = await connectOver({
      frames: (frames) => frames.map((frame) => (typeOf(frame) === 'stop_reason' ? stop('end_turn') : frame)),
    });
    expect((await connection.send('go')).text).toBe('Done.');
    expect(ran).toEqual(['a.txt']);
  });
});
