import { defineTool } from 'toolferry';
import { describe, expect, test } from 'vitest';
import { toolMessages, useAppServerAgent } from './support/use-app-server-agent.ts';
import { type Frame, watchSockets } from './support/watched-socket.ts';

const server = useAppServerAgent();
const count = (onRun: () => unknown) =>
  defineTool({ name: 'count', description: 'Count', inputSchema: { type: 'object', properties: {} }, handler: onRun });
const counting = [{ text: 'Well.', calls: [{ name: 'count', arguments: {} }] }, { text: 'Done.' }];
const twice = (type: string) => watchSockets((frame) => (frame.type === type ? [frame, frame] : [frame]));

describe('a duplicated frame', () => {
  test('a duplicated call request runs the handler once and gets the same answer twice', async () => {
    let runs = 0;
    const sockets = twice('external_tool_call_request');
    const { connection } = await server.connect(counting, {
      tools: [count(() => ++runs)],
      WebSocket: sockets.WebSocket,
    });
    await connection.send('go');
    expect(runs).toBe(1);
    const answers = sockets.sent.filter(({ type }) => type === 'external_tool_call_response');
    expect(answers).toHaveLength(2);
    expect(answers[1]).toEqual(answers[0]);
  });

  test('a duplicated text delta is emitted once', async () => {
    const { connection } = await server.connect(counting, {
      tools: [count(() => 1)],
      WebSocket: twice('stream_delta').WebSocket,
    });
    const texts: string[] = [];
    const turn = await connection.send('go', {
      onEvent: (event) => event.type === 'text' && texts.push(event.text),
    });
    expect(texts.join('')).toBe('Well.Done.');
    expect(turn.text).toBe('Done.');
    expect(turn.usage).toMatchObject({ steps: 2, totalTokens: 30 });
  });

  test('a duplicated turn_finished frame ends one turn', async () => {
    const { connection } = await server.connect([{ text: 'one' }, { text: 'two' }], {
      WebSocket: twice('turn_finished').WebSocket,
    });
    expect((await connection.send('first')).text).toBe('one');
    expect((await connection.send('second')).text).toBe('two');
  });
});

test('a call with the id of another call of its turn and a different input is not run', async () => {
  let runs = 0;
  const other = (frame: Frame) => ({ ...frame, request_id: `${frame.request_id}-2`, input: { other: true } });
  const sockets = watchSockets((frame) =>
    frame.type === 'external_tool_call_request' ? [frame, other(frame)] : [frame],
  );
  const { connection } = await server.connect(counting, {
    tools: [count(() => ++runs)],
    WebSocket: sockets.WebSocket,
  });
  await connection.send('go');
  expect(runs).toBe(1);
  const answers = sockets.sent.filter(({ type }) => type === 'external_tool_call_response');
  expect(answers.map(({ result }) => (result as { is_error?: boolean }).is_error)).toContain(true);
});

test('calls that arrive at the same time run concurrently', async () => {
  let running = 0;
  let most = 0;
  const sockets = watchSockets((frame) =>
    frame.type === 'external_tool_call_request'
      ? [frame, { ...frame, request_id: 'external-tool-2', tool_call_id: 'call_2' }]
      : [frame],
  );
  const tool = count(async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
  });
  const { connection } = await server.connect(counting, { tools: [tool], WebSocket: sockets.WebSocket });
  await connection.send('go');
  expect(most).toBe(2);
});

test("a message that the server refuses is an error with the server's message", async () => {
  const refused = { accepted: false, error: 'Input was rejected by the queue or durable ledger' };
  const sockets = watchSockets((frame) =>
    frame.type === 'input_accepted' ? [{ ...frame, disposition: undefined, ...refused }] : [frame],
  );
  const { connection } = await server.connect([], { WebSocket: sockets.WebSocket });
  await expect(connection.send('go')).rejects.toMatchObject({
    code: 'bad_request',
    message: `The App Server refused the message: ${refused.error}`,
  });
});

test("tools that the server refuses are an error with the server's message", async () => {
  const sockets = watchSockets((frame) =>
    frame.type === 'runtime_external_tools_update_response'
      ? [{ ...frame, success: false, error: 'Runtime is no longer active' }]
      : [frame],
  );
  const { connection } = await server.connect([], { WebSocket: sockets.WebSocket });
  await expect(connection.provideTools([count(() => 1)])).rejects.toMatchObject({
    code: 'bad_request',
    message: 'The App Server refused the tools: Runtime is no longer active',
  });
});

test('unknown frames, frames of another conversation and invalid frames are ignored', async () => {
  const withOthers = (frame: Frame): Frame[] => [
    { type: 'unknown', runtime: frame.runtime },
    { type: 'stream_delta', delta: { message_type: 'unknown', type: 'lifecycle' }, runtime: frame.runtime },
    { ...frame, idempotency_key: 'another', runtime: { agent_id: 'agent-local-x', conversation_id: 'default' } },
    null as unknown as Frame,
    frame,
  ];
  const sockets = watchSockets((frame) =>
    frame.type === 'stream_delta' ? withOthers(frame).filter(Boolean) : [frame],
  );
  const { connection } = await server.connect([{ text: 'one' }], { WebSocket: sockets.WebSocket });
  expect(await connection.send('go')).toMatchObject({ text: 'one', messages: [{ message_type: 'assistant_message' }] });
});

test.each<Partial<Frame>>([
  { type: 'stream_delta', delta: undefined },
  { type: 'control_request', request: undefined },
])('an invalid frame ends the turn, and the next turn runs: %j', async (nonsense) => {
  let isSent = false;
  const sockets = watchSockets((frame) => {
    if (isSent || frame.type !== 'stream_delta') return [frame];
    isSent = true;
    return [{ ...frame, ...nonsense } as Frame, frame];
  });
  const { connection } = await server.connect([{ text: 'one' }, { text: 'two' }], { WebSocket: sockets.WebSocket });
  const { rejects } = expect(connection.send('go'));
  await rejects.toMatchObject({ code: 'invalid_response' });
  expect((await connection.send('again')).text).toBe('two');
});

describe('a failing turn', () => {
  test.each([400, 401, 500])("a turn whose model answers %i is an error with the server's message", async (status) => {
    const { connection } = await server.connect([{ error: { status, message: 'no such thing' } }, { text: 'two' }]);
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'run_failed',
      message: expect.stringContaining('no such thing'),
    });
    expect((await connection.send('again')).text).toBe('two');
  });

  test('a turn that fails without a message is an error that names its stop reason', async () => {
    const sockets = watchSockets((frame) =>
      frame.type === 'turn_finished' ? [{ ...frame, stop_reason: 'invalid_llm_response' }] : [frame],
    );
    const { connection } = await server.connect([{ text: 'one' }], { WebSocket: sockets.WebSocket });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'run_failed',
      message: expect.stringContaining('invalid_llm_response'),
    });
  });

  test('a turn that fails with a message only in its last frame is an error with that message', async () => {
    const error = '{\n  "error": { "error": { "type": "llm_rate_limit", "message": "slow down" } }\n}';
    const sockets = watchSockets((frame) =>
      frame.type === 'turn_finished' ? [{ ...frame, stop_reason: 'llm_api_error', error }] : [frame],
    );
    const { connection } = await server.connect([{ text: 'one' }], { WebSocket: sockets.WebSocket });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'model_error',
      message: expect.stringContaining('slow down'),
    });
  });
});

test('a listener that throws does not affect the turn', async () => {
  const { connection, script } = await server.connect(counting, { tools: [count(() => 7)] });
  const onEvent = () => {
    throw new Error('listener');
  };
  expect((await connection.send('go', { onEvent })).text).toBe('Done.');
  expect(await toolMessages(script)).toEqual(['7']);
});
