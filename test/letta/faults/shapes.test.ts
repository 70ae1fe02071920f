import { connectLetta, type LettaEvent } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { type Frame, type FrameData, startEditingProxy } from '../support/editing-proxy.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';

const letta = useLetta();

/** A call in Letta's format, whole or in part. */
interface WireCall {
  readonly tool_call_id?: string | null;
  readonly name?: string | null;
  readonly arguments?: string | null;
}
const isAsking = ({ data }: Frame): boolean =>
  typeof data !== 'string' && data.message_type === 'approval_request_message';
const callOf = ({ data }: Frame): WireCall => (data as FrameData).tool_call as WireCall;
const changed = (frame: Frame, members: object): Frame => ({
  ...frame,
  data: { ...(frame.data as FrameData), ...members },
});
/** Edits the frames that request calls, and keeps all others. */
const eachAsking = (edit: (frame: Frame) => readonly Frame[]) => (frames: readonly Frame[]) =>
  frames.flatMap((frame) => (isAsking(frame) ? edit(frame) : [frame]));

/** Runs a turn of two calls at once, whose frames are edited. */
async function askForTwo(frames: (frames: readonly Frame[]) => readonly Frame[], stream_tokens = true) {
  const calls = ['a', 'b'].map((path) => ({ id: `call_${path}`, name: 'read_file', arguments: { path } }));
  const agent = await letta.agent({ script: [{ text: 'I look.', calls }, { text: 'Done.' }] });
  const { tool, ran } = readFile();
  const { client, messageBodies } = recordingClient(await startEditingProxy(letta.baseUrl, { frames }));
  const events: LettaEvent[] = [];
  const connection = await connectLetta({ client, agentId: agent.id, tools: [tool], request: { stream_tokens } });
  const turn = await connection.send('go', { onEvent: (event) => events.push(event) });
  const requested = events.flatMap((event) => (event.type === 'call-requested' ? [event.call] : []));
  return { turn, ran, requested, answers: messageBodies().length - 1, read: resultsIn((await agent.requests())[1]) };
}

async function expectBothAnswered(outcome: Awaited<ReturnType<typeof askForTwo>>, ids = ['call_a', 'call_b']) {
  expect(outcome.turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
  expect(outcome.requested).toEqual([
    { id: ids[0], name: 'read_file', input: '{"path":"a"}' },
    { id: ids[1], name: 'read_file', input: '{"path":"b"}' },
  ]);
  expect(outcome.ran).toEqual(['a', 'b']);
  expect(outcome.answers).toBe(1);
  expect(outcome.read.map(({ message }) => message)).toEqual(['content of a', 'content of b']);
}

describe('calls in other shapes', () => {
  test.each([
    { tokens: true, mode: 'token by token' },
    { tokens: false, mode: 'step by step' },
  ])('calls in the deprecated `tool_call` only, one per message, are read $mode', async ({ tokens }) => {
    const split = eachAsking((frame) => {
      const { tool_calls } = frame.data as FrameData;
      const calls = (Array.isArray(tool_calls) ? tool_calls : [callOf(frame)]) as WireCall[];
      return calls.map((call) => changed(frame, { tool_calls: undefined, tool_call: call }));
    });
    await expectBothAnswered(await askForTwo(split, tokens));
  });

  test('calls in deltas with null or missing properties are read', async () => {
    const spelled = eachAsking((frame) => {
      const { name, ...call } = callOf(frame);
      return [
        changed(frame, { tool_calls: null, tool_call: name == null ? call : { ...call, name, arguments: null } }),
      ].concat(name == null ? [] : [changed(frame, { tool_calls: { ...call, name: null }, tool_call: null })]);
    });
    await expectBothAnswered(await askForTwo(spelled));
  });

  test('calls in deltas that repeat the name are read', async () => {
    const named = eachAsking((frame) => [changed(frame, { tool_calls: { ...callOf(frame), name: 'read_file' } })]);
    await expectBothAnswered(await askForTwo(named));
  });

  test("calls are read if the usage precedes the stop reason, as from Letta's local backend", async () => {
    const swapped = (frames: readonly Frame[]) => {
      const at = frames.findIndex(({ data }) => typeof data !== 'string' && data.message_type === 'stop_reason');
      return [
        ...frames.slice(0, at),
        ...frames.slice(at + 1, at + 2),
        ...frames.slice(at, at + 1),
        ...frames.slice(at + 2),
      ];
    };
    const outcome = await askForTwo(swapped);
    await expectBothAnswered(outcome);
    expect(outcome.turn.usage).toMatchObject({ totalTokens: 30, steps: 2 });
  });

  test('a call without an id is ignored, because it cannot be answered', async () => {
    const nameless = { name: 'read_file', arguments: '{"path":"c"}', tool_call_id: null };
    await expectBothAnswered(
      await askForTwo(eachAsking((frame) => [frame, changed(frame, { tool_calls: nameless, tool_call: nameless })])),
    );
  });

  test('a call without a name is denied, because it cannot run', async () => {
    const outcome = await askForTwo(
      eachAsking((frame) => [changed(frame, { tool_calls: { ...callOf(frame), name: null } })]),
    );
    expect(outcome.turn.text).toBe('Done.');
    expect(outcome.ran).toEqual([]);
    for (const { message } of outcome.read) expect(message).toContain('request to call tool denied');
  });
});

describe('unexpected frames', () => {
  test('duplicated frames count once', async () => {
    const outcome = await askForTwo((frames) => frames.flatMap((frame) => [frame, frame]), false);
    await expectBothAnswered(outcome);
    const types = outcome.turn.messages.map(({ message_type }) => message_type);
    expect(types.filter((type) => type === 'approval_request_message')).toHaveLength(1);
    expect(outcome.turn.usage).toMatchObject({ totalTokens: 30, steps: 2 });
  });

  test('messages of an unknown type are kept and have no other effect', async () => {
    const unknown = { message_type: 'response_state', id: 'state-1', response_id: 'resp_1' };
    const outcome = await askForTwo((frames) => [{ data: unknown }, ...frames]);
    await expectBothAnswered(outcome);
    expect(outcome.turn.messages[0]).toEqual(unknown);
  });

  test('a result that reports a call as answered removes it, and the pending calls are read if the server disagrees', async () => {
    const returned = (frame: Frame): Frame => ({
      data: {
        ...(frame.data as FrameData),
        id: 'message-1',
        message_type: 'tool_return_message',
        tool_call_id: 'call_b',
        status: 'success',
        tool_return: 'b',
        tool_returns: undefined,
      },
    });
    const outcome = await askForTwo((frames) =>
      frames.flatMap((frame) =>
        typeof frame.data !== 'string' && frame.data.message_type === 'stop_reason'
          ? [returned(frame), frame]
          : [frame],
      ),
    );
    expect(outcome.turn.text).toBe('Done.');
    // The first answer lacks this call, which the server refuses. The second has both, and the first handler does not run
    // again.
    expect(outcome.answers).toBe(2);
    expect(outcome.ran).toEqual(['a', 'b']);
    expect(outcome.read.map(({ message }) => message)).toEqual(['content of a', 'content of b']);
  });
});
