import type { RunHost } from 'toolferry';
import { memoryStore } from 'toolferry/journal';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { answer, asks, done, outcomeOf, refusedWith, scriptedBackend, scriptedHandler, send, user } from './served.ts';

const locate = { id: 'c1', name: 'locate', input: { n: 1 } };
const start = { messages: [user('m1', 'Go')], tools: [] };
const answers = { messages: [...start.messages, answer('c1')] };
const next = { messages: [...start.messages, user('m2', 'Again')] };
const leaseMs = 30_000;

/** Lets the time of leases pass only where the test says so. */
function useFakeTime(): void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
}

/** Asks a handler to stop a thread, and returns the status of its response. */
async function stop(handler: ReturnType<typeof scriptedHandler>, user = 'Ada', threadId = 't'): Promise<number> {
  const url = `http://x/agent?threadId=${threadId}`;
  return (await handler(new Request(url, { method: 'DELETE', headers: { 'x-user': user } }))).status;
}

/** A backend that works until it is aborted, after it has emitted a text. */
function busyBackend() {
  const busy = (host: RunHost) => {
    host.emit({ type: 'text', text: 'Working' });
    return new Promise<never>((_, reject) => host.signal.addEventListener('abort', () => reject(host.signal.reason)));
  };
  return scriptedBackend(busy, () => done());
}

describe('DELETE with the threadId', () => {
  test('stops a run under way, and the thread takes the next message', async () => {
    const { backend, called } = busyBackend();
    const handler = scriptedHandler(backend);
    const sent = send(handler, start);
    await expect.poll(() => called.length).toBe(1);
    expect(await stop(handler)).toBe(202);
    expect(outcomeOf(await sent)).toEqual({ type: 'cancelled' });
    expect(outcomeOf(await send(handler, start))).toEqual({ type: 'cancelled' });
    expect(outcomeOf(await send(handler, next))).toEqual({ type: 'success' });
    expect(called.map(({ start }) => start?.messages[0]?.content)).toEqual(['Go', 'Again']);
  });

  test('ends the run of a client of before 1.0 with an error, because it knows no cancelled run', async () => {
    const { backend, called } = busyBackend();
    const handler = scriptedHandler(backend);
    const sent = send(handler, { ...start, protocolVersion: undefined });
    await expect.poll(() => called.length).toBe(1);
    await stop(handler);
    expect(refusedWith(await sent)).toBe('run_stopped');
  });

  test('stops a run under way on another replica when that renews its lease', async () => {
    useFakeTime();
    const { backend, called } = busyBackend();
    const store = memoryStore();
    const [first, second] = [
      scriptedHandler(backend, { store, leaseMs }),
      scriptedHandler(backend, { store, leaseMs }),
    ];
    const sent = send(first, start);
    await expect.poll(() => called.length).toBe(1);
    expect([await stop(second), await stop(second)]).toEqual([202, 202]);
    await vi.advanceTimersByTimeAsync(leaseMs / 3);
    expect(outcomeOf(await sent)).toEqual({ type: 'cancelled' });
    expect(await stop(second)).toBe(204);
  });

  test('cancels the calls of a paused run, whose answers then run nothing', async () => {
    const { backend, called } = scriptedBackend(
      () => asks(locate),
      () => done(),
    );
    const cancel = vi.fn(async () => {});
    const handler = scriptedHandler({ ...backend, cancel });
    await send(handler, start);
    expect(await stop(handler)).toBe(204);
    expect(cancel.mock.calls).toMatchObject([[{ calls: [locate] }]]);
    expect(outcomeOf(await send(handler, answers))).toEqual({ type: 'cancelled' });
    expect(called).toHaveLength(1);
    expect(outcomeOf(await send(handler, next))).toEqual({ type: 'success' });
  });

  test('answers those who answer meanwhile when it is done, and does not ask them again', async () => {
    const { backend, called } = scriptedBackend(() => asks(locate));
    let finish = () => {};
    const store = memoryStore();
    const cancel = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const read = vi.spyOn(store, 'read');
    const handler = scriptedHandler({ ...backend, cancel }, { store });
    await send(handler, start);
    const stopped = stop(handler);
    await expect.poll(() => cancel.mock.calls.length).toBe(1);
    const answered = send(handler, answers);
    const repeated = send(handler, start);
    // Both wait, and look again.
    const count = read.mock.calls.length;
    await expect.poll(() => read.mock.calls.length).toBeGreaterThan(count + 4);
    finish();
    expect([await stopped, outcomeOf(await answered), outcomeOf(await repeated)]).toEqual([
      204,
      { type: 'cancelled' },
      { type: 'cancelled' },
    ]);
    expect(called).toHaveLength(1);
  });

  test('cancels the calls of a run that pauses although it was to be stopped', async () => {
    let proceed = () => {};
    const { backend, called } = scriptedBackend(async () => {
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
      return asks(locate);
    });
    const cancel = vi.fn(async () => {});
    const store = memoryStore();
    const sent = send(scriptedHandler({ ...backend, cancel }, { store }), start);
    await expect.poll(() => called.length).toBe(1);
    expect(await stop(scriptedHandler(backend, { store }))).toBe(202);
    proceed();
    expect(outcomeOf(await sent)).toEqual({ type: 'cancelled' });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  test('leaves an idle thread, and the thread of another user, as they are', async () => {
    const { backend, called } = scriptedBackend(
      () => asks(locate),
      () => done(),
    );
    const handler = scriptedHandler(backend);
    await send(handler, start);
    expect([await stop(handler, 'Eve'), await stop(handler, 'Ada', 'other')]).toEqual([204, 204]);
    expect(outcomeOf(await send(handler, answers))).toEqual({ type: 'success' });
    expect(await stop(handler)).toBe(204);
    expect(called).toHaveLength(2);
  });

  test('without a threadId is refused', async () => {
    const { backend } = scriptedBackend();
    expect(await stop(scriptedHandler(backend), 'Ada', '')).toBe(400);
  });

  test('reports a backend that cannot cancel, and the thread is free all the same', async () => {
    const { backend } = scriptedBackend(
      () => asks(locate),
      () => done(),
    );
    const errors: unknown[] = [];
    const cancel = () => Promise.reject(new Error('down'));
    const handler = scriptedHandler({ ...backend, cancel }, { onError: (error) => void errors.push(error) });
    await send(handler, start);
    expect(await stop(handler)).toBe(204);
    expect(errors).toEqual([new Error('down')]);
    expect(outcomeOf(await send(handler, next))).toEqual({ type: 'success' });
  });
});

test('a run that was to be stopped when its process died is not continued, and the next message starts a new one', async () => {
  useFakeTime();
  const { backend, called } = busyBackend();
  const store = memoryStore();
  let isDead = false;
  const mortal = {
    ...store,
    write: (...args: Parameters<typeof store.write>) => (isDead ? new Promise<never>(() => {}) : store.write(...args)),
  };
  void send(scriptedHandler(backend, { store: mortal, leaseMs }), start);
  await expect.poll(() => called.length).toBe(1);
  isDead = true;
  const survivor = scriptedHandler(backend, { store, leaseMs });
  expect(await stop(survivor)).toBe(202);
  vi.setSystemTime(Date.now() + leaseMs);
  expect(outcomeOf(await send(survivor, next))).toEqual({ type: 'success' });
  expect(called.map(({ start }) => start?.messages[0]?.content)).toEqual(['Go', 'Again']);
});

test('the platform is asked to wait for the work of each request', async () => {
  let proceed = () => {};
  const waiting = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  const ended = vi.fn();
  const { backend } = scriptedBackend(async () => {
    await waiting;
    return done();
  });
  const handler = scriptedHandler(backend, { completed: ended });
  const work: Promise<unknown>[] = [];
  const body = JSON.stringify({ threadId: 't', runId: 'r', ...start });
  const response = await handler(new Request('http://x', { method: 'POST', body }), {
    waitUntil: (promise) => void work.push(promise),
  });
  await response.body?.cancel();
  proceed();
  await Promise.all(work);
  expect([work.length, ended.mock.calls.length]).toEqual([1, 1]);
});

test('a run whose end the app could not keep is repeated by the next request, which the backend knows', async () => {
  const { backend, called } = scriptedBackend(
    () => done('first'),
    () => done('again'),
  );
  let isDown = true;
  const kept: string[] = [];
  const handler = scriptedHandler(backend, {
    completed({ output }) {
      if (isDown) throw new Error('down');
      kept.push(output);
    },
  });
  expect(refusedWith(await send(handler, start))).toBe('run_failed');
  isDown = false;
  expect(outcomeOf(await send(handler, start))).toEqual({ type: 'success' });
  expect(called.map(({ host }) => host.mayRepeat)).toEqual([false, true]);
  expect(kept).toEqual(['again']);
});

test('what a client sends for the agent reaches it only through toRequest', async () => {
  const { backend, called } = scriptedBackend(() => done());
  const sent = {
    context: [{ description: 'page', value: 'home' }],
    state: { n: 1 },
    forwardedProps: { theme: 'dark' },
  };
  await send(scriptedHandler(backend), { ...start, ...sent });
  expect(called[0]?.start?.client).toEqual(sent);
});

test('a store that fails once while the lease is renewed does not end the run', async () => {
  useFakeTime();
  let proceed = () => {};
  const { backend, called } = scriptedBackend(async () => {
    await new Promise<void>((resolve) => {
      proceed = resolve;
    });
    return done();
  });
  const store = memoryStore();
  let failures = 0;
  const flaky = {
    ...store,
    write(...args: Parameters<typeof store.write>) {
      if (called.length === 0 || failures > 0) return store.write(...args);
      failures += 1;
      return Promise.reject(new Error('down'));
    },
  };
  const sent = send(scriptedHandler(backend, { store: flaky, leaseMs }), start);
  await expect.poll(() => called.length).toBe(1);
  await vi.advanceTimersByTimeAsync(leaseMs / 3);
  expect(failures).toBe(1);
  await vi.advanceTimersByTimeAsync(leaseMs);
  expect(called[0]?.host.signal.aborted).toBe(false);
  proceed();
  expect(outcomeOf(await sent)).toEqual({ type: 'success' });
});
