import fc from 'fast-check';
import { createBridge, type PendingCall, type RunOptions, ToolferryError } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

const call = (id: string, input: unknown = {}, name = 'pay'): PendingCall => ({ id, name, input });

/** Runs these rounds. Returns the answers or the error, and how often the handler ran. */
async function ran(rounds: PendingCall[][], options?: RunOptions) {
  const handler = vi.fn((_input: unknown) => `paid ${handler.mock.calls.length}`);
  const server = scriptedServer(...rounds);
  const tools = ['pay', 'other'].map((name) => ({ name, description: 'Pay', inputSchema: {}, handler }));
  const outcome = await createBridge({ tools })
    .run(server, 'go', options)
    .then(
      (answers) => ({ answers, error: undefined }),
      (error: unknown) => ({ answers: undefined, error: ToolferryError.isInstance(error) ? error : undefined }),
    );
  return { ...outcome, server, times: handler.mock.calls.length };
}

test('a repeated call gets the same answer, and its handler does not run twice', async () => {
  const { answers, times } = await ran([
    [call('a', { x: 1, y: 2 })],
    [call('b')],
    [call('a', { y: 2, x: 1 }), call('c')],
  ]);
  expect(times).toBe(3);
  expect(answers?.[2]?.[0]).toEqual(answers?.[0]?.[0]);
});

test('another input or name for an answered id ends the run before any handler of that round runs', async () => {
  for (const changed of [call('a', { amount: 2 }), call('a', {}, 'other')]) {
    const { error, times, server } = await ran([[call('a')], [call('b'), changed]]);
    expect(error?.code).toBe('call_conflict');
    expect(error?.data).toEqual({ toolCallId: 'a' });
    expect(times).toBe(1);
    expect(server.cancelled).toEqual(['run_0']);
  }
});

test('a call and an approval with the same id are two questions, each answered once', async () => {
  const approve = vi.fn(() => true);
  const handler = vi.fn(() => 'paid');
  const server = scriptedServer([call('a')], [{ ...call('a'), ask: 'approval' }], [call('a')]);
  const tools = [{ name: 'pay', description: 'Pay', inputSchema: {}, handler }];
  const answers = await createBridge({ tools, approve }).run(server, 'go');
  expect(answers.map(([answer]) => ({ ...answer }))).toMatchObject([
    { output: 'paid' },
    { approved: true },
    { output: 'paid' },
  ]);
  expect([handler, approve].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

test('a missing id, an empty id or a duplicate id ends the run before any handler of that round runs', async () => {
  const withoutId = { name: 'pay', input: {} } as unknown as PendingCall;
  for (const round of [
    [call('b'), withoutId],
    [call('b'), call('')],
    [call('b'), call('b')],
  ]) {
    const { error, times, server } = await ran([round]);
    expect(error?.code).toBe('call_conflict');
    expect(times).toBe(0);
    expect(server.pending.size).toBe(0);
  }
});

test('a run whose server repeats an answered call more than three times is stopped', async () => {
  const same = Array.from({ length: 100 }, () => [call('a')]);
  const { error, times, server } = await ran(same);
  expect(error?.code).toBe('call_repeated');
  expect(error?.message).toContain('"pay"');
  expect(times).toBe(1);
  expect(server.cancelled).toEqual(['run_0']);
  expect((await ran(same.slice(0, 4))).answers).toHaveLength(4);
});

test('the next pause after maxRounds answered rounds ends the run and cancels its calls', async () => {
  const rounds = ['a', 'b', 'c'].map((id) => [call(id)]);
  const { error, times, server } = await ran(rounds, { maxRounds: 2 });
  expect(error?.code).toBe('max_rounds');
  expect(error?.data).toMatchObject({ pause: { runId: 'run_0', calls: [{ id: 'c' }] } });
  expect(times).toBe(2);
  expect(server.cancelled).toEqual(['run_0']);
  expect((await ran(rounds, { maxRounds: 3 })).answers).toHaveLength(3);
  expect((await ran(rounds, { maxRounds: 0 })).times).toBe(0);
});

test('a run has no limit of rounds by default', async () => {
  const rounds = Array.from({ length: 300 }, (_, index) => [call(`c${index}`)]);
  expect((await ran(rounds)).answers).toHaveLength(300);
});

test('for any sequence of repeated calls, each id runs once and always gets the same answer', async () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(ids, { maxLength: 6 }), async (rounds) => {
      const { answers, error, times } = await ran(rounds.map((round) => round.map((id) => call(id, { id }))));
      expect(times).toBeLessThanOrEqual(new Set(rounds.flat()).size);
      if (error !== undefined) expect(error.code).toBe('call_repeated');
      const given = new Map((answers ?? []).flat().map((answer) => [answer.toolCallId, answer]));
      for (const answer of (answers ?? []).flat()) expect(answer).toEqual(given.get(answer.toolCallId));
      if (answers !== undefined) expect(times).toBe(given.size);
    }),
  );
});
