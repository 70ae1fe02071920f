import { createBridge, type RunBackend, type RunHost } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

const reason = new Error('the user left');
const rounds = [[{ id: 'a', name: 'wait', input: {} }], [{ id: 'b', name: 'wait', input: {} }]];
const bridgeWith = (handler: () => unknown) =>
  createBridge({ tools: [{ name: 'wait', description: 'Wait', inputSchema: {}, handler }] });

test('a run that is aborted before its start never calls the backend', async () => {
  const server = scriptedServer(...rounds);
  const running = bridgeWith(() => 1).run(server, 'go', { signal: AbortSignal.abort(reason) });
  await expect(running).rejects.toBe(reason);
  expect(server.offered).toEqual([]);
});

test('an abort while the backend works reaches the backend, and the run rejects with the reason of the signal', async () => {
  const controller = new AbortController();
  const works = (host: RunHost) =>
    new Promise<never>((_, reject) => {
      host.signal.addEventListener('abort', () => reject(new Error('fetch failed')));
      controller.abort(reason);
    });
  const backend: RunBackend<string, never> = {
    name: 'working',
    start: (_, host) => works(host),
    resume: (_, __, host) => works(host),
  };
  await expect(createBridge().run(backend, 'go', { signal: controller.signal })).rejects.toBe(reason);
});

test('an abort while handlers run cancels the pending calls and rejects the run with the reason', async () => {
  const controller = new AbortController();
  const server = scriptedServer(...rounds);
  const running = bridgeWith(() => {
    controller.abort(reason);
    return new Promise(() => {});
  }).run(server, 'go', { signal: controller.signal });
  await expect(running).rejects.toBe(reason);
  expect(server.cancelled).toEqual(['run_0']);
  expect(server.pending.size).toBe(0);
});

test('an abort between two rounds runs no further handler and cancels the pending calls', async () => {
  const controller = new AbortController();
  const handler = vi.fn(() => 1);
  const server = scriptedServer(...rounds);
  const events: string[] = [];
  const running = bridgeWith(handler).run(server, 'go', {
    signal: controller.signal,
    onEvent: ({ type }) => {
      events.push(type);
      if (type === 'paused' && handler.mock.calls.length === 1) controller.abort(reason);
    },
  });
  await expect(running).rejects.toBe(reason);
  expect(handler).toHaveBeenCalledOnce();
  expect(events).toEqual(['paused', 'call-started', 'call-ruled', 'call-finished', 'resumed', 'paused']);
  expect(server.cancelled).toEqual(['run_0']);
});

test('an abort while approve is pending ends the run', async () => {
  const controller = new AbortController();
  const server = scriptedServer([{ id: 'a', name: 'theirs', input: {}, ask: 'approval' }]);
  const approve = () => {
    controller.abort(reason);
    return new Promise<never>(() => {});
  };
  await expect(createBridge({ approve }).run(server, 'go', { signal: controller.signal })).rejects.toBe(reason);
  expect(server.cancelled).toEqual(['run_0']);
});

test('a run whose backend pauses in spite of an abort is cancelled', async () => {
  const controller = new AbortController();
  const server = scriptedServer(...rounds);
  const ignoringAborts: typeof server = {
    ...server,
    start(request, host) {
      controller.abort(reason);
      return server.start(request, host);
    },
  };
  await expect(bridgeWith(() => 1).run(ignoringAborts, 'go', { signal: controller.signal })).rejects.toBe(reason);
  expect(server.cancelled).toEqual(['run_0']);
});

test('an abort between the answers and their delivery cancels the pending calls', async () => {
  const controller = new AbortController();
  const server = scriptedServer(...rounds);
  const running = bridgeWith(() => 1).run(server, 'go', {
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === 'resumed') controller.abort(reason);
    },
  });
  await expect(running).rejects.toBe(reason);
  expect(server.cancelled).toEqual(['run_0']);
});

test('resuming with an aborted signal cancels the pending calls', async () => {
  const server = scriptedServer(...rounds);
  const started = await server.start('go', { tools: [], signal: new AbortController().signal, emit: () => {} });
  if (started.status !== 'paused') throw new Error('did not pause');
  const handler = vi.fn();
  const running = bridgeWith(handler).resume(server, started.pause, { signal: AbortSignal.abort(reason) });
  await expect(running).rejects.toBe(reason);
  expect(handler).not.toHaveBeenCalled();
  expect(server.cancelled).toEqual(['run_0']);
});

test('a failing or missing cancel does not hide why the run ended', async () => {
  const server = scriptedServer(...rounds);
  const broken = () => {
    throw new Error('cancel failed');
  };
  const { cancel: _, ...withoutCancel } = server;
  const backends = [{ ...server, cancel: broken }, { ...server, cancel: async () => broken() }, withoutCancel];
  for (const backend of backends) {
    const controller = new AbortController();
    const aborting = bridgeWith(() => controller.abort(reason));
    await expect(aborting.run(backend, 'go', { signal: controller.signal })).rejects.toBe(reason);
    await expect(bridgeWith(() => 1).run(backend, 'go', { maxRounds: 0 })).rejects.toMatchObject({
      code: 'max_rounds',
    });
  }
});
