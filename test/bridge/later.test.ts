import { approvalDigest, type LateDecision, type Pause, type PendingCall } from 'toolferry';
import { describe, expect, test } from 'vitest';
import { errorOf, note, pauseOf, refund, startProcess, yesTo } from './support/later.ts';
import { scriptedServer } from './support/scripted-server.ts';

const digest = await approvalDigest(refund('b', 5));
const otherDigest = await approvalDigest(refund('b', 6));

describe('a run whose approval is put off', () => {
  test('it ends with approval_pending, and its pause has what waits and the answers of the other calls', async () => {
    const { bridge, ran } = startProcess();
    const server = scriptedServer([note('a'), refund('b', 5), note('c')]);
    const before = Date.now();
    const error = await errorOf(bridge.run(server, 'go'));
    expect(error).toMatchObject({
      code: 'approval_pending',
      message: 'The run waits for the approval of "refund". Pass data.pause to resume() with the decisions.',
    });
    expect(ran).toEqual(['note a', 'note c']);
    const pause = await pauseOf(Promise.reject(error));
    expect(pause.answers).toEqual([
      { toolCallId: 'a', toolName: 'note', output: 'noted a' },
      { toolCallId: 'c', toolName: 'note', output: 'noted c' },
    ]);
    expect(pause.calls.map(({ id, waiting }) => [id, waiting?.reason, waiting?.digest])).toEqual([
      ['a', undefined, undefined],
      ['b', 'it is destructive', await approvalDigest(refund('b', 5))],
      ['c', undefined, undefined],
    ]);
    expect(pause.calls[1]?.waiting?.askedAt).toBeGreaterThanOrEqual(before);
  });

  test('its server is not asked to cancel it, and still waits', async () => {
    const server = scriptedServer([refund('b', 5)]);
    await pauseOf(startProcess().bridge.run(server, 'go'));
    expect([server.cancelled, server.pending.size]).toEqual([[], 1]);
  });

  test('approve receives the key of the run and the call whose digest is in the pause', async () => {
    const digests: string[] = [];
    const { bridge } = startProcess({
      approve: async ({ call, key }) => {
        digests.push(await approvalDigest(call), key as string);
        return 'later';
      },
    });
    const pause = await pauseOf(bridge.run(scriptedServer([refund('b', 5)]), 'go'));
    expect(digests).toEqual([pause.calls[0]?.waiting?.digest, pause.key]);
  });

  test('another process resumes it with a yes, and runs only the call that waited', async () => {
    const server = scriptedServer([note('a'), refund('b', 5)], [note('c')]);
    const pause = await pauseOf(startProcess().bridge.run(server, 'go'));
    const { bridge, approve, ran } = startProcess();
    expect(await bridge.resume(server, pause, { decisions: yesTo(pause) })).toEqual([
      [
        { toolCallId: 'a', toolName: 'note', output: 'noted a' },
        { toolCallId: 'b', toolName: 'refund', output: 'refunded 5' },
      ],
      [{ toolCallId: 'c', toolName: 'note', output: 'noted c' }],
    ]);
    expect(ran).toEqual(['refund 5', 'note c']);
    expect(approve).not.toHaveBeenCalled();
  });

  test('a resume without a decision ends with the same pause again, and asks nobody', async () => {
    const server = scriptedServer([note('a'), refund('b', 5)]);
    const pause = await pauseOf(startProcess().bridge.run(server, 'go'));
    const { bridge, approve, ran } = startProcess({ approve: () => true });
    expect(await pauseOf(bridge.resume(server, pause))).toEqual(pause);
    expect([approve.mock.calls, ran]).toEqual([[], []]);
  });

  test('it is put off again in a later round, with the answers of that round alone', async () => {
    const server = scriptedServer([refund('a', 1)], [note('b'), refund('c', 2)]);
    const { bridge, ran } = startProcess();
    const first = await pauseOf(bridge.run(server, 'go'));
    const second = await pauseOf(bridge.resume(server, first, { decisions: yesTo(first) }));
    expect(second.answers?.map(({ toolCallId }) => toolCallId)).toEqual(['b']);
    expect(await bridge.resume(server, second, { decisions: yesTo(second) })).toHaveLength(2);
    expect(ran).toEqual(['refund 1', 'note b', 'refund 2']);
  });

  test('a resume that is aborted while other calls run rejects with the reason of the abort', async () => {
    const aborting = new AbortController();
    const approve = () => {
      aborting.abort(new Error('enough'));
      return 'later' as const;
    };
    const server = scriptedServer([refund('b', 5)]);
    const run = startProcess({ approve }).bridge.run(server, 'go', { signal: aborting.signal });
    await expect(run).rejects.toThrow('enough');
    expect(server.cancelled).toHaveLength(1);
  });
});

describe('two calls that wait', () => {
  const calls = [refund('a', 1), refund('b', 2)];

  test('a decision about one runs it, and its answer travels in the next pause', async () => {
    const server = scriptedServer(calls);
    const { bridge, ran } = startProcess();
    const both = await pauseOf(bridge.run(server, 'go'));
    const { a, b } = yesTo(both) as Record<'a' | 'b', LateDecision>;
    const rest = await pauseOf(bridge.resume(server, both, { decisions: { b } }));
    expect(ran).toEqual(['refund 2']);
    expect(rest.answers).toEqual([{ toolCallId: 'b', toolName: 'refund', output: 'refunded 2' }]);
    expect(rest.calls.map(({ waiting }) => waiting !== undefined)).toEqual([true, false]);
    expect(await bridge.resume(server, rest, { decisions: { a } })).toMatchObject([
      [{ output: 'refunded 1' }, { output: 'refunded 2' }],
    ]);
    expect(ran).toEqual(['refund 2', 'refund 1']);
  });

  test('a no to one and a yes to the other are both delivered', async () => {
    const server = scriptedServer(calls);
    const { bridge, ran } = startProcess();
    const pause = await pauseOf(bridge.run(server, 'go'));
    const decisions = { ...yesTo(pause), a: { approved: false, reason: 'too soon' } };
    expect(await bridge.resume(server, pause, { decisions })).toMatchObject([
      [{ error: { code: 'denied', message: '"refund" was not run: too soon.' } }, { output: 'refunded 2' }],
    ]);
    expect(ran).toEqual(['refund 2']);
  });

  test('the yes to one is not a yes to the other', async () => {
    const server = scriptedServer(calls);
    const { bridge, ran } = startProcess();
    const pause = await pauseOf(bridge.run(server, 'go'));
    const { a, b } = yesTo(pause) as Record<'a' | 'b', LateDecision>;
    await bridge.resume(server, pause, { decisions: { a: b, b: a } });
    expect(ran).toEqual([]);
  });
});

describe('a late decision', () => {
  /** The answer to a refund of 5, decided so, and what ran. */
  async function decided(
    decision: LateDecision,
    pending: PendingCall = refund('b', 5),
    change = (pause: Pause) => pause,
  ) {
    const server = scriptedServer([pending]);
    const { bridge, ran } = startProcess();
    const pause = await pauseOf(bridge.run(server, 'go'));
    const [[answer] = []] = await bridge.resume(server, change(pause), { decisions: { b: decision } });
    return { answer, ran };
  }
  const denied = (why: string) => ({ error: { code: 'denied', message: `"refund" was not run: ${why}.` } });

  test.for<[string, LateDecision, string]>([
    [
      'the digest of another call',
      { approved: true, digest: otherDigest },
      'the approval is not for exactly this call',
    ],
    ['another call', { approved: true, call: refund('b', 6) }, 'the approval is not for exactly this call'],
    [
      'the right digest and another call',
      { approved: true, digest, call: refund('b', 6) },
      'the approval is not for exactly this call',
    ],
    [
      'neither digest nor call',
      { approved: true },
      'the approval has neither the digest of the call that was shown nor that call',
    ],
    ['an expiry that has passed', { approved: true, digest, expiresAt: Date.now() - 1 }, 'the approval has expired'],
    ['an expiry that is no number', { approved: true, digest, expiresAt: Number.NaN }, 'the approval has expired'],
    ['a no without a reason', { approved: false }, 'it was not approved'],
    ['a no of a person', { approved: false, approver: 'eve' }, 'eve did not approve it'],
    ['a no of a person with a reason', { approved: false, approver: 'eve', reason: 'too much' }, 'too much (eve)'],
    ['a no for another call', { approved: false, digest: 'other', reason: 'too much' }, 'too much'],
    ['a yes that is not true', { approved: 'yes' as never, digest }, 'it was not approved'],
  ])('with %s it denies the call, and says why', async ([, decision, why]) => {
    const { answer, ran } = await decided(decision);
    expect(answer).toMatchObject(denied(why));
    expect(ran).toEqual([]);
  });

  test.for<[string, LateDecision]>([
    ['its digest', { approved: true, digest }],
    ['the call itself', { approved: true, call: { name: 'refund', input: { order: 7, euros: 5 } } }],
    [
      'the call with its keys in another order',
      { approved: true, call: { name: 'refund', input: { euros: 5, order: 7 } } },
    ],
    [
      'the call with its input as JSON text',
      { approved: true, call: { name: 'refund', input: '{"order":7,"euros":5}' } },
    ],
    ['its digest before it expires', { approved: true, digest, expiresAt: Date.now() + 60_000 }],
  ])('bound by %s it lets the call run', async ([, decision]) => {
    expect((await decided(decision)).ran).toEqual(['refund 5']);
  });

  test('the digest of a call does not depend on the order of its keys, nor on whether its input is JSON text', async () => {
    const digests = await Promise.all(
      [{ order: 7, euros: 5 }, { euros: 5, order: 7 }, '{ "euros": 5, "order": 7 }'].map((input) =>
        approvalDigest({ name: 'refund', input }),
      ),
    );
    expect(new Set(digests)).toEqual(new Set([digest]));
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a call whose input was changed in the pause is denied', async () => {
    const change = (pause: Pause): Pause => ({
      ...pause,
      calls: pause.calls.map((call) => ({ ...call, input: { order: 7, euros: 5000 } })),
    });
    const { answer, ran } = await decided({ approved: true, digest }, refund('b', 5), change);
    expect([answer, ran]).toMatchObject([denied('the approval is not for exactly this call'), []]);
  });

  test('an edited input replaces the one that was shown, and is validated', async () => {
    const edited = await decided({ approved: true, digest, input: { order: 7, euros: 4 } });
    expect([edited.answer, edited.ran]).toMatchObject([{ output: 'refunded 4' }, ['refund 4']]);
    const invalid = await decided({ approved: true, digest, input: { order: 7 } });
    expect([invalid.answer, invalid.ran]).toMatchObject([{ error: { code: 'invalid_input' } }, []]);
  });

  test('a server that asks about its own tool receives approver and reason with a yes and with a no', async () => {
    const pending: PendingCall = { ...refund('b', 5), ask: 'approval', message: 'May I?' };
    const by = { approver: 'eve', digest };
    expect((await decided({ ...by, approved: true }, pending)).answer).toEqual({
      toolCallId: 'b',
      approved: true,
      reason: 'approved by eve',
    });
    expect((await decided({ ...by, approved: true, reason: 'once' }, pending)).answer).toMatchObject({
      reason: 'once (eve)',
    });
    expect((await decided({ ...by, approved: false, reason: 'never' }, pending)).answer).toEqual({
      toolCallId: 'b',
      approved: false,
      reason: 'never (eve)',
    });
  });

  test('a server learns that nobody decided where a yes had expired or was about another call', async () => {
    const pending: PendingCall = { ...refund('b', 5), ask: 'approval' };
    for (const decision of [{ digest, expiresAt: 1 }, { digest: 'other' }, {}])
      expect((await decided({ approved: true, ...decision }, pending)).answer).toMatchObject({
        approved: false,
        undecided: true,
      });
    expect((await decided({ approved: false }, pending)).answer).not.toHaveProperty('undecided');
  });

  test('an edited input is a refusal where the server runs the call', async () => {
    const pending: PendingCall = { ...refund('b', 5), ask: 'approval' };
    const { answer } = await decided({ approved: true, digest, input: { order: 7, euros: 4 } }, pending);
    expect(answer).toMatchObject({ approved: false, reason: expect.stringContaining('edited') });
  });
});

describe('what has changed while a call waited', () => {
  const put = async () => {
    const server = scriptedServer([refund('b', 5)]);
    return { server, pause: await pauseOf(startProcess().bridge.run(server, 'go')) };
  };

  test('a policy that blocks by now wins over a yes', async () => {
    const { server, pause } = await put();
    const { bridge, ran } = startProcess({ policy: () => ({ action: 'block', reason: 'it is closed' }) });
    expect(await bridge.resume(server, pause, { decisions: yesTo(pause) })).toMatchObject([
      [{ error: { code: 'denied', message: '"refund" was not run: it is closed.' } }],
    ]);
    expect(ran).toEqual([]);
  });

  test('a policy that allows by now does not overrule a no, nor run a call that nobody has decided', async () => {
    const { server, pause } = await put();
    const { bridge, ran } = startProcess({ policy: () => 'allow' });
    await pauseOf(bridge.resume(server, pause));
    expect(await bridge.resume(server, pause, { decisions: { b: { approved: false } } })).toMatchObject([
      [{ error: { code: 'denied' } }],
    ]);
    expect(ran).toEqual([]);
  });

  test('a tool that is defined differently by now is not run: pause_mismatch', async () => {
    const { server, pause } = await put();
    const other = startProcess({
      tools: [{ name: 'refund', description: 'Another', inputSchema: {}, handler: () => 1 }],
    });
    const error = await errorOf(other.bridge.resume(server, pause, { decisions: yesTo(pause) }));
    expect(error.code).toBe('pause_mismatch');
  });

  test('an approve that would fail by now is not needed for a decision', async () => {
    const { server, pause } = await put();
    const { bridge } = startProcess({ approve: () => Promise.reject(new Error('not asked')) });
    expect(await bridge.resume(server, pause, { decisions: yesTo(pause) })).toMatchObject([[{ output: 'refunded 5' }]]);
  });
});

test('without a journal a second resume runs the call again: the server alone can refuse it', async () => {
  const server = scriptedServer([refund('b', 5)]);
  const { bridge, ran } = startProcess();
  const pause = await pauseOf(bridge.run(server, 'go'));
  await bridge.resume(server, pause, { decisions: yesTo(pause) });
  const again = bridge.resume(server, pause, { decisions: yesTo(pause) });
  expect((await errorOf(again)).message).toContain('409');
  expect(ran).toEqual(['refund 5', 'refund 5']);
});

describe("'later' where nothing can wait for it", () => {
  const no = expect.stringContaining("approve answered 'later', which works only in a run");

  test('execute denies the call', async () => {
    const { bridge, ran } = startProcess();
    expect((await bridge.execute(refund('b', 5))).error).toMatchObject({ code: 'denied', message: no });
    expect(ran).toEqual([]);
  });

  test('a session of a protocol that pushes calls denies the call, and refuses an approval', async () => {
    const session = startProcess().bridge.openRun();
    expect(await session.answer([refund('b', 5), { ...refund('c', 5), ask: 'approval' }])).toMatchObject([
      { error: { code: 'denied', message: no } },
      { approved: false, undecided: true, reason: no },
    ]);
  });

  test('a run with canWait: false denies the call and continues', async () => {
    const { bridge } = startProcess();
    expect(await bridge.run(scriptedServer([refund('b', 5)]), 'go', { canWait: false })).toMatchObject([
      [{ error: { code: 'denied', message: no } }],
    ]);
  });
});

test('a call that the pause has an answer to needs no tool: a run goes on without a tool that has changed or is gone', async () => {
  const server = scriptedServer([note('a'), refund('b', 5)]);
  const pause = await pauseOf(startProcess().bridge.run(server, 'go'));
  const changed = startProcess({ tools: [] });
  expect((await errorOf(changed.bridge.resume(server, pause))).code).toBe('pause_mismatch');
  const error = { code: 'failed', message: 'There are no refunds any more.' };
  const answers = [...(pause.answers ?? []), { toolCallId: 'b', toolName: 'refund', output: null, error }];
  expect(await changed.bridge.resume(server, { ...pause, answers })).toMatchObject([
    [{ output: 'noted a' }, { error }],
  ]);
});

test('the events of a call whose approval is put off end with call-interrupted, and begin again with the decision', async () => {
  const server = scriptedServer([refund('b', 5)]);
  const types: string[] = [];
  const { bridge } = startProcess({ onEvent: ({ type }) => types.push(type) });
  const pause = await pauseOf(bridge.run(server, 'go'));
  const put = ['paused', 'call-started', 'call-ruled', 'approval-requested', 'call-interrupted'];
  expect(types.splice(0)).toEqual(put);
  // Nobody is asked again, so nothing is reported.
  await pauseOf(bridge.resume(server, pause));
  expect(types.splice(0)).toEqual(['paused']);
  await bridge.resume(server, pause, { decisions: yesTo(pause) });
  expect(types).toEqual([...put.slice(0, 4), 'approval-answered', 'call-finished', 'resumed']);
});
