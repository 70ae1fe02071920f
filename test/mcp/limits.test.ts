import { createBridge } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { deferred } from './support/deferred.ts';
import { connectInProcess, type InProcessServer, listed } from './support/in-process-server.ts';

afterEach(() => void vi.useRealTimers());

describe.each(clientKinds)('slow tools, with %s', (kind) => {
  /** A server whose tool answers when the test calls `answer`. Its promises resolve when a call begins and is cancelled. */
  const connectSlow = async (timeoutMs?: number) => {
    const began = deferred<void>();
    const answered = deferred<object>();
    const cancelled = deferred<unknown>();
    const call: InProcessServer['call'] = (_params, { signal }) => {
      signal.addEventListener('abort', () => cancelled.resolve(signal.reason));
      began.resolve();
      return answered.promise;
    };
    const { client } = await connectInProcess(kind, { tools: [listed('slow')], call });
    const bridge = createBridge({ timeoutMs });
    await fromMCPClient(client, { bridge });
    const start = (signal?: AbortSignal) => bridge.execute({ id: 'call_1', name: 'slow', input: {} }, { signal });
    return { start, began: began.promise, answer: answered.resolve, cancelled: cancelled.promise };
  };

  test("the bridge's time-out ends the call and cancels it on the server", async () => {
    const { start, cancelled } = await connectSlow(20);
    expect((await start()).error).toEqual({ code: 'timeout', message: '"slow" did not finish within 20 ms.' });
    expect(String(await cancelled)).toContain('time-out');
  });

  test('an abort ends the call and cancels it on the server with the reason', async () => {
    const { start, began, cancelled } = await connectSlow();
    const aborting = new AbortController();
    const running = start(aborting.signal);
    await began;
    aborting.abort('changed my mind');
    expect((await running).error?.code).toBe('aborted');
    expect(await cancelled).toBe('changed my mind');
  });

  test("the client's time-out of 60 seconds does not apply before the bridge's", async () => {
    vi.useFakeTimers();
    const { start, began, answer } = await connectSlow();
    const running = start();
    await began;
    await vi.advanceTimersByTimeAsync(299_000);
    answer({ content: [{ type: 'text', text: 'at last' }] });
    expect((await running).output).toBe('at last');
  });

  test('a call has no time-out if the bridge has none', async () => {
    vi.useFakeTimers();
    const { start, began, answer } = await connectSlow(Number.POSITIVE_INFINITY);
    const running = start();
    await began;
    await vi.advanceTimersByTimeAsync(24 * 60 * 60 * 1000);
    answer({ content: [{ type: 'text', text: 'the next day' }] });
    expect((await running).output).toBe('the next day');
  });
});

describe.each(clientKinds)('a call, with %s', (kind) => {
  test('a call is sent once, also if it fails', async () => {
    let calls = 0;
    const call = () => {
      calls += 1;
      throw new Error('overloaded');
    };
    const { client } = await connectInProcess(kind, { tools: [listed('busy')], call });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    const { error } = await bridge.execute({ id: 'call_1', name: 'busy', input: {} });
    expect(error).toMatchObject({ code: 'failed', message: expect.stringContaining('overloaded') });
    expect(calls).toBe(1);
  });

  test('a call is sent with its arguments and the name that the server listed', async () => {
    const seen: unknown[] = [];
    const call: InProcessServer['call'] = ({ name, arguments: args }) => {
      seen.push([name, args]);
      return { content: [] };
    };
    const { client } = await connectInProcess(kind, { tools: [listed('files/read.text')], call });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge, namespace: 'fs' });
    await bridge.execute({ id: 'call_1', name: 'fs_files_read_text', input: '{"path":"a.txt"}' });
    await bridge.execute({ id: 'call_2', name: 'fs_files_read_text', input: undefined });
    expect(seen).toEqual([
      ['files/read.text', { path: 'a.txt' }],
      ['files/read.text', {}],
    ]);
  });

  test('a call that runs when the connection closes fails', async () => {
    const began = deferred<void>();
    const call = () => {
      began.resolve();
      return new Promise<object>(() => {});
    };
    const { client, server } = await connectInProcess(kind, { tools: [listed('hangs')], call });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    const running = bridge.execute({ id: 'call_1', name: 'hangs', input: {} });
    await began.promise;
    await server.close();
    expect((await running).error).toMatchObject({
      code: 'failed',
      message: expect.stringContaining('Connection closed'),
    });
    expect((await bridge.execute({ id: 'call_2', name: 'hangs', input: {} })).error?.message).toBe('Not connected');
  });
});
