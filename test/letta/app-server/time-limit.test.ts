import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises';
import { defineTool } from 'toolferry';
import type { LettaEvent } from 'toolferry/letta';
import { expect, onTestFinished, test, vi } from 'vitest';
import { toolMessages, useAppServerAgent } from './support/use-app-server-agent.ts';
import { watchSockets } from './support/watched-socket.ts';

const server = useAppServerAgent();
const schema = { type: 'object', properties: {} } as const;
const slow = (handler: () => unknown) =>
  defineTool({ name: 'slow', description: 'Slow', inputSchema: schema, handler });
const steps = [{ calls: [{ name: 'slow', arguments: {} }] }, { text: 'Done.' }];

test('a handler that exceeds its time-out is a failed call, and the turn continues', async () => {
  const { connection, script } = await server.connect(steps, {
    tools: [slow(() => new Promise(() => {}))],
    timeoutMs: 50,
  });
  expect((await connection.send('go')).text).toBe('Done.');
  expect(await toolMessages(script)).toEqual(['Error: "slow" did not finish within 50 ms.']);
});

test('tools are registered with the longest wait of the server, whatever their time-out, because approval precedes it', async () => {
  const sockets = watchSockets();
  await server.connect([], { tools: [slow(() => 1)], timeoutMs: 50, WebSocket: sockets.WebSocket });
  expect(sockets.sent[0]).toMatchObject({
    type: 'runtime_start',
    external_tools: [{ tools: [{ name: 'slow', timeout_ms: 300_000, auto_background: false }] }],
  });
});

test('the server waits for a result that takes longer than 10 s', async () => {
  const { connection, script } = await server.connect(steps, { tools: [slow(() => sleep(10_500, 'at last'))] });
  await connection.send('go');
  expect(await toolMessages(script)).toEqual(['at last']);
});

test('a call that would take longer than the server waits is ended earlier, and the model reads why', async () => {
  // Only the timers of this process: the server's clock is not affected.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const events: LettaEvent[] = [];
  const { connection, script } = await server.connect(steps, {
    tools: [{ ...slow(() => 1), metadata: { requiresApproval: true } }],
    approve: async () => {
      await nextTick();
      vi.advanceTimersByTime(295_000);
      return new Promise<never>(() => {});
    },
  });
  const { text } = await connection.send('go', { onEvent: (event) => events.push(event) });
  expect(text).toBe('Done.');
  const message = '"slow" did not finish within 295 s, the longest that the server waits for a result.';
  expect(await toolMessages(script)).toEqual([`Error: ${message}`]);
  expect(events.find(({ type }) => type === 'call-finished')).toMatchObject({
    result: { error: { code: 'timeout', message } },
  });
});

test('a request without a response is an error after a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const sockets = watchSockets((frame) => (frame.type === 'input_accepted' ? [] : [frame]));
  const { connection } = await server.connect([{ text: 'hi' }], { WebSocket: sockets.WebSocket });
  const sending = connection.send('go');
  const rejected = expect(sending).rejects.toMatchObject({
    code: 'timeout',
    message: 'The App Server did not respond to "input" within 60 s.',
  });
  await sockets.receives('turn_finished');
  vi.advanceTimersByTime(60_000);
  await rejected;
});
