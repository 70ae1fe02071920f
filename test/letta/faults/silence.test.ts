import { connectLetta, type LettaRequestFields } from 'toolferry/letta';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { type Edit, startEditingProxy } from '../support/editing-proxy.ts';
import { forwardRequest, startProxy } from '../support/proxy.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
/** The agent's text arrives, and then nothing, although the agent makes a call. */
const silent: Edit = { frames: (frames) => frames.slice(0, 2), end: 'open' };

async function connectOver(edit: Edit, fields: LettaRequestFields = {}) {
  const calls = [{ id: 'call_a', name: 'read_file', arguments: { path: 'a.txt' } }];
  const agent = await letta.agent({ script: [{ text: 'I look.', calls }, { text: 'Done.' }] });
  const { tool, ran } = readFile();
  const { client, sent } = recordingClient(await startEditingProxy(letta.baseUrl, edit));
  const request = { stream_tokens: false, ...fields };
  const connection = await connectLetta({ client, agentId: agent.id, tools: [tool], request });
  const cancels = () => sent.filter(({ path }) => path.endsWith('/cancel'));
  return { agent, ran, connection, cancels };
}

describe('a silent socket', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('a socket without events or pings for 90 s fails the turn, and recover() finds the call', async () => {
    const { ran, connection } = await connectOver(silent);
    const onEvent = vi.fn();
    const failed = expect(connection.send('go', { onEvent })).rejects.toMatchObject({ code: 'stream_incomplete' });
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalledWith({ type: 'text', text: 'I look.' }), 25_000);
    await vi.advanceTimersByTimeAsync(90_000);
    await failed;
    expect(ran).toEqual([]);
    vi.useRealTimers();
    expect(await connection.recover({ orphans: 'execute' })).toMatchObject({ turn: { text: 'Done.' } });
  });

  test('a silent socket of a background run is closed, and the run is followed again', async () => {
    const { ran, connection } = await connectOver(silent, { background: true });
    const onEvent = vi.fn();
    const sending = connection.send('go', { onEvent });
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalledWith({ type: 'text', text: 'I look.' }), 25_000);
    await vi.advanceTimersByTimeAsync(90_001);
    vi.useRealTimers();
    expect((await sending).text).toBe('Done.');
    expect(ran).toEqual(['a.txt']);
  });

  test('28-cancel: an abort does not wait for a silent socket and leaves no pending calls', async () => {
    const { agent, ran, connection, cancels } = await connectOver(silent);
    const abort = new AbortController();
    const enough = new Error('enough');
    const onEvent = vi.fn();
    const ended = expect(connection.send('go', { signal: abort.signal, onEvent })).rejects.toBe(enough);
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalledWith({ type: 'text', text: 'I look.' }), 25_000);
    abort.abort(enough);
    await vi.waitFor(() => expect(cancels()).toHaveLength(1), 25_000);
    await vi.advanceTimersByTimeAsync(15_000);
    await ended;
    expect(ran).toEqual([]);
    vi.useRealTimers();
    await expect.poll(() => waitingIds(letta.client, agent.id), { timeout: 60_000 }).toEqual([]);
  });

  test.each([
    { what: 'starts with a run', hasHeaders: true },
    { what: 'does not even start', hasHeaders: false },
  ])(
    '28-cancel: an abort ends a stream that $what and never ends, and its connection is closed',
    async ({ hasHeaders }) => {
      const agent = await letta.agent({ script: [{ text: 'Hello.' }] });
      const closed = vi.fn();
      const proxy = await startProxy(async (request, response) => {
        const isMessage = request.incoming.url?.endsWith('/messages') && request.body.includes('endless');
        if (!isMessage) {
          response.end(await (await forwardRequest(letta.baseUrl, request, response)).text());
          return;
        }
        response.on('close', closed);
        if (!hasHeaders) return;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const ping = () => response.write(`data: {"message_type":"ping","run_id":"run-1"}\n\n`);
        const pinging = setInterval(ping, 50);
        response.on('close', () => clearInterval(pinging));
      });
      const { client } = recordingClient(proxy);
      const connection = await connectLetta({ client, agentId: agent.id });
      const abort = new AbortController();
      const enough = new Error('enough');
      const ended = expect(connection.send('endless', { signal: abort.signal })).rejects.toBe(enough);
      await vi.advanceTimersByTimeAsync(1_000);
      abort.abort(enough);
      await vi.advanceTimersByTimeAsync(2_000);
      await ended;
      await vi.advanceTimersByTimeAsync(15_000);
      vi.useRealTimers();
      await expect.poll(() => closed.mock.calls.length, { timeout: 60_000 }).toBe(1);
      expect((await connection.send('next')).stopReason).toBe('end_turn');
    },
  );
});
