import { createApprovalQueue, createBridge, defineTool, type PendingApproval } from 'toolferry';
import { expect, test, vi } from 'vitest';

const inputSchema = { type: 'object', properties: { path: { type: 'string' } } } as const;

/** A bridge with a tool that needs approval, and the queue that it asks. */
function createAsking() {
  const ran: unknown[] = [];
  const remove = defineTool({
    name: 'remove',
    description: 'Remove a file',
    inputSchema,
    metadata: { operationType: 'destructive' },
    handler: ({ path }) => `removed ${ran.push(path) && path}`,
  });
  const approvals = createApprovalQueue();
  const bridge = createBridge({ tools: [remove], approve: approvals.approve });
  const call = (id: string, signal?: AbortSignal) =>
    bridge.execute({ id, name: 'remove', input: { path: id } }, { signal });
  return { approvals, call, ran };
}

const first = ({ pending }: { pending(): readonly PendingApproval[] }) => pending()[0] as PendingApproval;

test('each request is decided by itself, in any order', async () => {
  const { approvals, call, ran } = createAsking();
  const results = [call('a'), call('b')];
  await expect.poll(() => approvals.pending().length).toBe(2);
  const [a, b] = approvals.pending() as readonly [PendingApproval, PendingApproval];
  expect([a.call, a.reason, b.call.id]).toEqual([
    { id: 'a', name: 'remove', input: { path: 'a' } },
    'it is destructive',
    'b',
  ]);
  expect(approvals.decide(b, true)).toBe(true);
  expect(approvals.decide(a, { approved: false, reason: 'not this one' })).toBe(true);
  const [denied, removed] = await Promise.all(results);
  expect(denied?.error).toMatchObject({ code: 'denied', message: expect.stringContaining('not this one') });
  expect([removed?.output, ran]).toEqual(['removed b', ['b']]);
});

test('a decision counts once, and only for the request that was shown', async () => {
  const { approvals, call, ran } = createAsking();
  const result = call('a');
  await expect.poll(() => approvals.pending().length).toBe(1);
  const shown = first(approvals);
  expect(approvals.decide({ ...shown }, true)).toBe(false);
  expect(approvals.decide(shown, false)).toBe(true);
  expect(approvals.decide(shown, true)).toBe(false);
  expect([(await result).error?.code, ran]).toEqual(['denied', []]);
});

test('what a page changes in the request that it shows does not change what runs', async () => {
  const { approvals, call, ran } = createAsking();
  const result = call('a');
  await expect.poll(() => approvals.pending().length).toBe(1);
  (first(approvals).call.input as { path: string }).path = 'other';
  approvals.decide(first(approvals), true);
  await result;
  expect(ran).toEqual(['a']);
});

test('the request of a call that is aborted is removed, and listeners learn of it', async () => {
  const { approvals, call } = createAsking();
  const controller = new AbortController();
  const listener = vi.fn();
  const unsubscribe = approvals.subscribe(listener);
  const result = call('a', controller.signal);
  await expect.poll(() => approvals.pending().length).toBe(1);
  const shown = first(approvals);
  controller.abort();
  expect((await result).error?.code).toBe('aborted');
  expect([approvals.pending(), approvals.decide(shown, true), listener.mock.calls.length]).toEqual([[], false, 2]);
  unsubscribe();
  void call('b');
  await expect.poll(() => approvals.pending().length).toBe(1);
  expect(listener).toHaveBeenCalledTimes(2);
});

test('the list of pending requests is the same array until it changes, as React requires', async () => {
  const { approvals, call } = createAsking();
  void call('a');
  await expect.poll(() => approvals.pending().length).toBe(1);
  const before = approvals.pending();
  expect(approvals.pending()).toBe(before);
  approvals.decide(first(approvals), false);
  expect(approvals.pending()).not.toBe(before);
});

test('a listener that throws does not keep the others from learning of a request', async () => {
  const { approvals, call } = createAsking();
  const listener = vi.fn();
  approvals.subscribe(() => {
    throw new Error('broken');
  });
  approvals.subscribe(listener);
  void call('a');
  await expect.poll(() => listener.mock.calls.length).toBe(1);
});
