import { defineTool } from 'toolferry';
import type { LettaEvent } from 'toolferry/letta';
import { expect, test } from 'vitest';
import { toolMessages, useAppServerAgent } from './support/use-app-server-agent.ts';
import { watchSockets } from './support/watched-socket.ts';

const server = useAppServerAgent();
const input = { type: 'object', properties: {} } as const;
const reason = new Error('the user left');

/** A tool whose handler calls `onRun` and never ends. */
function hanging(onRun: (signal: AbortSignal) => void) {
  return defineTool({
    name: 'wait',
    description: 'Wait',
    inputSchema: input,
    handler: (_, { signal }) => {
      onRun(signal);
      return new Promise<never>(() => {});
    },
  });
}
const waiting = { calls: [{ name: 'wait', arguments: {} }] };

test('an abort while a handler runs aborts the handler, answers the server, and lets the next turn run', async () => {
  const aborting = new AbortController();
  const signals: AbortSignal[] = [];
  const sockets = watchSockets();
  const tool = hanging((signal) => {
    signals.push(signal);
    aborting.abort(reason);
  });
  const { connection, script } = await server.connect([waiting, { text: 'Here again.' }], {
    tools: [tool],
    WebSocket: sockets.WebSocket,
  });
  await expect(connection.send('go', { signal: aborting.signal })).rejects.toBe(reason);
  expect(signals).toMatchObject([{ aborted: true, reason }]);
  expect(sockets.sent.find(({ type }) => type === 'external_tool_call_response')).toMatchObject({
    result: { is_error: true, content: [{ text: 'Error: "wait" was aborted.' }] },
  });
  expect((await connection.send('still there?')).text).toBe('Here again.');
  expect(await toolMessages(script)).toEqual(['Interrupted by user']);
});

test('an abort with several pending calls answers them all and drops late results', async () => {
  const aborting = new AbortController();
  const releases: (() => void)[] = [];
  const slow = defineTool({
    name: 'wait',
    description: 'Wait',
    inputSchema: input,
    handler: () =>
      new Promise<string>((resolve) => {
        releases.push(() => resolve('late'));
        aborting.abort(reason);
      }),
  });
  const sockets = watchSockets();
  const three = { calls: [...waiting.calls, ...waiting.calls, ...waiting.calls] };
  const { connection, script } = await server.connect([three, { text: 'Here again.' }], {
    tools: [slow],
    WebSocket: sockets.WebSocket,
  });
  const events: LettaEvent[] = [];
  const sending = connection.send('go', { signal: aborting.signal, onEvent: (event) => events.push(event) });
  await expect(sending).rejects.toBe(reason);
  for (const release of releases) release();
  expect((await connection.send('still there?')).text).toBe('Here again.');
  expect(JSON.stringify(sockets.sent)).not.toContain('late');
  expect(await toolMessages(script)).toEqual(Array(3).fill('Interrupted by user'));
  expect(events.some(({ type }) => type === 'call-finished')).toBe(false);
});

test('an abort while approve is pending aborts the approval request', async () => {
  const aborting = new AbortController();
  const asked: AbortSignal[] = [];
  const { connection, script } = await server.connect(
    [{ calls: [{ name: 'Bash', arguments: { command: 'touch x', description: 'x' } }] }, { text: 'Here again.' }],
    {
      approve: ({ signal }) => {
        asked.push(signal);
        aborting.abort(reason);
        return new Promise<never>(() => {});
      },
    },
  );
  await expect(connection.send('go', { signal: aborting.signal })).rejects.toBe(reason);
  expect(asked).toMatchObject([{ aborted: true }]);
  expect((await connection.send('still there?')).text).toBe('Here again.');
  expect(await toolMessages(script)).toHaveLength(1);
});

test('an abort does not wait for a model that does not respond', async () => {
  const aborting = new AbortController();
  const { connection, script } = await server.connect([{ text: 'late', waitFor: 'gate' }, { text: 'Here again.' }]);
  const sending = connection.send('go', { signal: aborting.signal });
  await expect.poll(async () => (await script.requests()).length, { timeout: 20_000 }).toBe(1);
  aborting.abort(reason);
  await expect(sending).rejects.toBe(reason);
  const next = connection.send('still there?');
  await script.open('gate');
  expect((await next).text).toBe('Here again.');
});

test('a turn that is aborted before it starts is never sent', async () => {
  const { connection, script } = await server.connect([{ text: 'one', waitFor: 'gate' }, { text: 'two' }]);
  await expect(connection.send('go', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const first = connection.send('first');
  const aborting = new AbortController();
  const second = connection.send('never-sent', { signal: aborting.signal });
  aborting.abort(reason);
  await expect(second).rejects.toBe(reason);
  await script.open('gate');
  expect((await first).text).toBe('one');
  expect((await connection.send('third')).text).toBe('two');
  expect(JSON.stringify(await script.requests()).includes('never-sent')).toBe(false);
});

test('leaving a loop over a stream early aborts the turn', async () => {
  const signals: AbortSignal[] = [];
  const tool = hanging((signal) => signals.push(signal));
  const { connection } = await server.connect([waiting, { text: 'Here again.' }], { tools: [tool] });
  for await (const event of connection.stream('go')) if (event.type === 'call-started') break;
  expect(signals).toMatchObject([{ aborted: true }]);
  expect((await connection.send('still there?')).text).toBe('Here again.');
});

test("an abort of a queued message removes it from the queue and does not affect another client's turn", async () => {
  const aborting = new AbortController();
  const sockets = watchSockets();
  const { connection, script } = await server.connect([{ text: 'one', waitFor: 'gate' }, { text: 'two' }]);
  const { agentId, conversationId } = connection;
  // With another spelling of the address the turns do not queue here, like those of another process.
  const url = server.url.replace('127.0.0.1', 'localhost');
  const other = await server.join(agentId, { conversationId, url, WebSocket: sockets.WebSocket });
  const first = connection.send('first');
  await expect.poll(async () => (await script.requests()).length, { timeout: 20_000 }).toBe(1);
  const second = other.send('never-read', { signal: aborting.signal });
  await sockets.receives('input_accepted');
  aborting.abort(reason);
  await expect(second).rejects.toBe(reason);
  await script.open('gate');
  expect((await first).text).toBe('one');
  expect(sockets.sent.map(({ type }) => type)).not.toContain('abort_message');
  expect((await connection.send('third')).text).toBe('two');
  expect(JSON.stringify(await script.requests()).includes('never-read')).toBe(false);
});
