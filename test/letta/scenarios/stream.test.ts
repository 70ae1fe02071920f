import { ToolferryError } from 'toolferry';
import { connectLetta, type LettaEvent } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const call = { name: 'read_file', arguments: { path: 'a' } };
const readThenDone: readonly Step[] = [
  { text: 'I will read it.', calls: [call] },
  { reasoning: 'That was short.', text: 'All done here, thanks.' },
];

async function connect(script: readonly Step[], options?: Parameters<typeof readFile>[0], stream_tokens?: boolean) {
  const agent = await letta.agent({ script });
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const { tool, ran } = readFile(options);
  const request = stream_tokens === undefined ? undefined : { stream_tokens };
  const connection = await connectLetta({ client, agentId: agent.id, tools: [tool], request });
  return { agent, connection, ran, messageBodies };
}

/** Returns the text of the events of one type. */
function textsOf(events: readonly LettaEvent[], type: 'text' | 'reasoning'): string[] {
  return events.flatMap((event) => (event.type === type ? [event.text] : []));
}

describe('20-stream-steps', () => {
  test('20-stream-steps: each text, reasoning and call arrives whole', async () => {
    const { connection, messageBodies } = await connect(readThenDone, {}, false);
    const events: LettaEvent[] = [];
    const turn = await connection.send('go', { onEvent: (event) => events.push(event) });
    expect(textsOf(events, 'text')).toEqual(['I will read it.', 'All done here, thanks.']);
    expect(textsOf(events, 'reasoning')).toEqual(['That was short.']);
    expect(events.find(({ type }) => type === 'call-requested')).toMatchObject({ call: { input: '{"path":"a"}' } });
    expect(turn.text).toBe('All done here, thanks.');
    expect(messageBodies()).toMatchObject(Array(2).fill({ streaming: true, stream_tokens: false }));
  });

  test('20-stream-steps: the repeated result of a client tool call is in the turn and is not an event', async () => {
    const { connection } = await connect(readThenDone, {}, false);
    const events: LettaEvent[] = [];
    const turn = await connection.send('go', { onEvent: (event) => events.push(event) });
    expect(turn.messages.map(({ message_type }) => message_type)).toEqual([
      'assistant_message',
      'approval_request_message',
      'tool_return_message',
      'reasoning_message',
      'assistant_message',
    ]);
    expect(events.map(({ type }) => type)).not.toContain('server-tool-returned');
  });
});

describe('21-stream-tokens', () => {
  test('21-stream-tokens: text and reasoning arrive in pieces, and the pieces of a call are joined', async () => {
    const { connection, ran, messageBodies } = await connect(readThenDone);
    const events: LettaEvent[] = [];
    await connection.send('go', { onEvent: (event) => events.push(event) });
    expect(textsOf(events, 'text').length).toBeGreaterThan(4);
    expect(textsOf(events, 'text').join('')).toBe('I will read it.All done here, thanks.');
    expect(textsOf(events, 'reasoning').length).toBeGreaterThan(1);
    expect(textsOf(events, 'reasoning').join('')).toBe('That was short.');
    expect(events.filter(({ type }) => type === 'call-requested')).toEqual([
      { type: 'call-requested', call: { id: 'call_1_1', name: 'read_file', input: '{"path":"a"}' }, on: 'client' },
    ]);
    expect(ran).toEqual(['a']);
    expect(messageBodies()).toMatchObject(Array(2).fill({ streaming: true, stream_tokens: true }));
  });

  test('21-stream-tokens: the messages of the turn are whole', async () => {
    const { connection } = await connect(readThenDone);
    const { messages, text } = await connection.send('go');
    expect(messages).toMatchObject([
      { message_type: 'assistant_message', content: 'I will read it.' },
      {
        message_type: 'approval_request_message',
        tool_calls: [{ tool_call_id: 'call_1_1', name: 'read_file', arguments: '{"path":"a"}' }],
        tool_call: { tool_call_id: 'call_1_1', name: 'read_file', arguments: '{"path":"a"}' },
      },
      { message_type: 'reasoning_message', reasoning: 'That was short.' },
      { message_type: 'assistant_message', content: 'All done here, thanks.' },
    ]);
    expect(text).toBe('All done here, thanks.');
  });
});

describe('stream()', () => {
  test('20-stream-steps: the events of a turn are in order and end with `done` and the turn', async () => {
    const { connection } = await connect(readThenDone, { handler: (_, { progress }) => progress('half') }, false);
    const events: LettaEvent[] = [];
    for await (const event of connection.stream('go')) events.push(event);
    expect(events.map(({ type }) => type)).toEqual([
      'text',
      'call-requested',
      'paused',
      'call-started',
      'call-ruled',
      'call-progress',
      'call-finished',
      'resumed',
      'reasoning',
      'text',
      'done',
    ]);
    expect(events.at(-1)).toMatchObject({ turn: { text: 'All done here, thanks.', stopReason: 'end_turn' } });
  });

  test('20-stream-steps: a stream sends nothing before its loop starts', async () => {
    const { connection, agent, messageBodies } = await connect([{ text: 'Hello.' }]);
    const stream = connection.stream('go');
    await letta.client.agents.retrieve(agent.id);
    expect(messageBodies()).toEqual([]);
    for await (const _ of stream);
    expect(messageBodies()).toHaveLength(1);
  });

  test('21-stream-tokens: leaving the loop while a handler runs aborts the handler and the turn and leaves no pending calls', async () => {
    const signals: AbortSignal[] = [];
    const { connection, agent } = await connect([...readThenDone, { text: 'Still here.' }], {
      handler: (_, { signal, progress }) => {
        signals.push(signal);
        progress('begun');
        return new Promise(() => {});
      },
    });
    for await (const event of connection.stream('go')) if (event.type === 'call-progress') break;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    expect((await connection.send('go on')).stopReason).toBe('end_turn');
  });

  test("21-stream-tokens: an abort ends the loop with the signal's reason", async () => {
    const { connection, agent } = await connect(readThenDone, { handler: () => new Promise(() => {}) });
    const stop = new AbortController();
    const reading = (async () => {
      for await (const event of connection.stream('go', { signal: stop.signal }))
        if (event.type === 'call-started') stop.abort(new Error('the user left'));
    })();
    await expect(reading).rejects.toThrow('the user left');
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });

  test('21-stream-tokens: a turn that fails ends the loop with its error after the earlier events', async () => {
    const { connection } = await connect([
      { text: 'I will read it.', calls: [call] },
      { error: { status: 400, message: 'too long' } },
    ]);
    const events: LettaEvent[] = [];
    const reading = (async () => {
      for await (const event of connection.stream('go')) events.push(event);
    })();
    const error = await reading.catch((caught: unknown) => caught);
    expect(ToolferryError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'model_error', message: expect.stringContaining('too long') });
    expect(textsOf(events, 'text').join('')).toBe('I will read it.');
    expect(events.at(-1)?.type).toBe('resumed');
  });

  test.each([
    {
      listener: 'throws',
      fail: () => {
        throw new Error('broken listener');
      },
    },
    { listener: 'rejects', fail: () => Promise.reject(new Error('broken listener')) },
  ])('21-stream-tokens: a listener that $listener does not affect the turn', async ({ fail }) => {
    const { connection, ran } = await connect(readThenDone);
    const turn = await connection.send('go', { onEvent: fail as () => void });
    expect(turn.text).toBe('All done here, thanks.');
    expect(ran).toEqual(['a']);
  });
});
