import { connectLetta, type LettaEvent } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { type Frame, type FrameData, startEditingProxy } from '../support/editing-proxy.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';

const letta = useLetta();

/** A call as Letta writes it, whole or a piece. */
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
/** Changes the frames that ask for calls, and leaves all others. */
const eachAsking = (edit: (frame: Frame) => readonly Frame[]) => (frames: readonly Frame[]) =>
  frames.flatMap((frame) => (isAsking(frame) ? edit(frame) : [frame]));

/** Two calls at once, whose shape on the way is another. */
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
  ])('only in the deprecated `tool_call`, one message a call, $mode', async ({ tokens }) => {
    const split = eachAsking((frame) => {
      const { tool_calls } = frame.data as FrameData;
      const calls = (Array.isArray(tool_calls) ? tool_calls : [callOf(frame)]) as WireCall[];
      return calls.map((call) => changed(frame, { tool_calls: undefined, tool_call: call }));
    });
    await expectBothAnswered(await askForTwo(split, tokens));
  });

  test('in deltas that are spelled with null, or leave out what they do not say', async () => {
    const spelled = eachAsking((frame) => {
      const { name, ...call } = callOf(frame);
      return [
        changed(frame, { tool_calls: null, tool_call: name == null ? call : { ...call, name, arguments: null } }),
      ].concat(name == null ? [] : [changed(frame, { tool_calls: { ...call, name: null }, tool_call: null })]);
    });
    await expectBothAnswered(await askForTwo(spelled));
  });

  test('in deltas that say the name each time', async () => {
    const named = eachAsking((frame) => [changed(frame, { tool_calls: { ...callOf(frame), name: 'read_file' } })]);
    await expectBothAnswered(await askForTwo(named));
  });

  test("with the usage before the stop reason, as Letta's local backend says it", async () => {
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

  test('with one that has no id, which nobody could answer', async () => {
    const nameless = { name: 'read_file', arguments: '{"path":"c"}', tool_call_id: null };
    await expectBothAnswered(
      await askForTwo(eachAsking((frame) => [frame, changed(frame, { tool_calls: nameless, tool_call: nameless })])),
    );
  });

  test('without a name, which nobody could run: the model is told no', async () => {
    const outcome = await askForTwo(
      eachAsking((frame) => [changed(frame, { tool_calls: { ...callOf(frame), name: null } })]),
    );
    expect(outcome.turn.text).toBe('Done.');
    expect(outcome.ran).toEqual([]);
    for (const { message } of outcome.read) expect(message).toContain('request to call tool denied');
  });
});

describe('frames that nobody asked for', () => {
  test('whole ones that come twice say nothing new', async () => {
    const outcome = await askForTwo((frames) => frames.flatMap((frame) => [frame, frame]), false);
    await expectBothAnswered(outcome);
    const types = outcome.turn.messages.map(({ message_type }) => message_type);
    expect(types.filter((type) => type === 'approval_request_message')).toHaveLength(1);
    expect(outcome.turn.usage).toMatchObject({ totalTokens: 30, steps: 2 });
  });

  test('of a type that nobody knows are kept, and nothing else', async () => {
    const unknown = { message_type: 'response_state', id: 'state-1', response_id: 'resp_1' };
    const outcome = await askForTwo((frames) => [{ data: unknown }, ...frames]);
    await expectBothAnswered(outcome);
    expect(outcome.turn.messages[0]).toEqual(unknown);
  });

  test('a result that says a call was answered already takes it out; if it was not, the agent is asked', async () => {
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
    // First without it, which the server does not take; then both, and the first is not run again.
    expect(outcome.answers).toBe(2);
    expect(outcome.ran).toEqual(['a', 'b']);
    expect(outcome.read.map(({ message }) => message)).toEqual(['content of a', 'content of b']);
  });
});
