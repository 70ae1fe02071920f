import { type ClientTool, defineTool, type LateDecision, type Pause } from 'toolferry';
import { createJournal, memoryStore } from 'toolferry/journal';
import { describe, expect, test } from 'vitest';
import { errorOf, note, pauseOf, refund, startProcess, yesTo } from '../bridge/support/later.ts';
import { scriptedServer } from '../bridge/support/scripted-server.ts';

/** Processes that share a store. They have one stable name, so that the next continues at once what one left when it died. */
function machine() {
  const store = memoryStore();
  const boot = (options: Parameters<typeof startProcess>[0] = {}) => {
    const journal = createJournal(store, { holder: 'worker' });
    return { ...startProcess({ ...options, journal }), journal };
  };
  return { store, boot };
}

/** Leaves a run as a process does that dies: it never ends, and nobody looks at it any more. */
function abandon(run: Promise<unknown>): void {
  run.catch(() => {});
}

/** A call that is under way when its process dies. */
function hangingTool(fields: Partial<ClientTool> = {}): {
  readonly tool: ClientTool;
  readonly started: Promise<unknown>;
} {
  let start: (input: unknown) => void = () => {};
  const started = new Promise<unknown>((resolve) => {
    start = resolve;
  });
  const tool = defineTool({
    name: 'refund',
    description: 'Pay money back',
    inputSchema: { type: 'object' },
    metadata: { operationType: 'destructive' },
    handler: (input) => {
      start(input);
      return new Promise(() => {});
    },
  });
  return { tool: { ...tool, ...fields }, started };
}

describe('with a journal', () => {
  test('a second click is already_resumed, and nothing runs twice', async () => {
    const { boot } = machine();
    const server = scriptedServer([refund('b', 5)], [note('c')]);
    const pause = await pauseOf(boot().bridge.run(server, 'go'));
    const first = boot();
    await first.bridge.resume(server, pause, { decisions: yesTo(pause) });
    const second = boot();
    const error = await errorOf(second.bridge.resume(server, pause, { decisions: { b: { approved: false } } }));
    expect(error.code).toBe('already_resumed');
    expect([first.ran, second.ran]).toEqual([['refund 5', 'note c'], []]);
  });

  test('of two clicks at the same time in two processes one runs, and the other is already_resumed', async () => {
    const store = memoryStore();
    const boot = () => startProcess({ journal: createJournal(store, { leaseMs: 50 }) });
    const server = scriptedServer([refund('b', 5)]);
    const pause = await pauseOf(boot().bridge.run(server, 'go'));
    const [one, other] = [boot(), boot()];
    const clicks = await Promise.allSettled(
      [one, other].map(({ bridge }) => bridge.resume(server, pause, { decisions: yesTo(pause) })),
    );
    expect(clicks.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(clicks.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'already_resumed' } });
    expect([...one.ran, ...other.ran]).toEqual(['refund 5']);
  });

  test('of two clicks at the same time in one process one runs, and the other is already_resumed', async () => {
    const { boot } = machine();
    const server = scriptedServer([refund('b', 5)]);
    const { bridge, ran } = boot();
    const pause = await pauseOf(bridge.run(server, 'go'));
    const click = () => bridge.resume(server, pause, { decisions: yesTo(pause) });
    const clicks = await Promise.allSettled([click(), click()]);
    expect(clicks).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'already_resumed' } },
    ]);
    expect(ran).toEqual(['refund 5']);
  });

  test('a click with the first pause decides the second call, and does not run the first one again', async () => {
    const { boot } = machine();
    const server = scriptedServer([refund('a', 1), refund('b', 2)]);
    const both = await pauseOf(boot().bridge.run(server, 'go'));
    const { a, b } = yesTo(both) as Record<'a' | 'b', LateDecision>;
    const first = boot();
    const [left] = (await first.journal.open()).map(({ pause }) => pause);
    expect(left).toEqual({ ...both, answers: undefined });
    await pauseOf(first.bridge.resume(server, both, { decisions: { a } }));
    const second = boot();
    const [run] = await second.journal.open();
    expect(run?.pause?.calls.map(({ waiting }) => waiting !== undefined)).toEqual([false, true]);
    expect(await second.bridge.resume(server, both, { decisions: { a: { approved: false }, b } })).toMatchObject([
      [{ output: 'refunded 1' }, { output: 'refunded 2' }],
    ]);
    expect([first.ran, second.ran]).toEqual([['refund 1'], ['refund 2']]);
  });

  test('run with the key of a waiting run continues it with the decisions, and returns its output from then on', async () => {
    const { boot } = machine();
    const server = scriptedServer([note('a'), refund('b', 5)]);
    const pause = await pauseOf(boot().bridge.run(server, 'go', { key: 'order-7' }));
    expect(pause.key).toBe('order-7');
    const waiting = boot();
    expect(await pauseOf(waiting.bridge.run(server, 'go', { key: 'order-7' }))).toEqual(pause);
    expect(waiting.approve).not.toHaveBeenCalled();
    const { bridge, ran } = boot();
    const output = await bridge.run(server, 'go', { key: 'order-7', decisions: yesTo(pause) });
    expect(output).toMatchObject([[{ output: 'noted a' }, { output: 'refunded 5' }]]);
    expect(await bridge.run(server, 'go', { key: 'order-7', decisions: { b: { approved: false } } })).toEqual(output);
    expect(ran).toEqual(['refund 5']);
  });

  test('a process that dies after it has asked, and before its other calls end, leaves a mark: nobody is asked again', async () => {
    const { boot } = machine();
    const { tool, started } = hangingTool({ name: 'note', metadata: { operationType: 'read' } });
    const server = scriptedServer([note('a'), refund('b', 5)]);
    const [refundTool] = [...boot().bridge.tools];
    const dying = boot({ tools: [tool, refundTool as ClientTool] });
    abandon(dying.bridge.run(server, 'go', { key: 'order-7' }));
    await started;
    await expect.poll(async () => (await dying.journal.open())[0]?.pause?.calls[1]?.waiting).toBeDefined();
    const next = boot({ tools: [{ ...tool, handler: () => 'noted' }, refundTool as ClientTool] });
    const pause = await pauseOf(next.bridge.run(server, 'go', { key: 'order-7' }));
    expect(next.approve).not.toHaveBeenCalled();
    expect(pause.answers).toMatchObject([{ output: 'noted' }]);
    expect(await next.bridge.resume(server, pause, { decisions: yesTo(pause) })).toMatchObject([
      [{ output: 'noted' }, { output: 'refunded 5' }],
    ]);
  });

  test('a click that comes while other calls of the round still run is already_resumed, and the call is still listed as waiting', async () => {
    const { boot } = machine();
    const { tool, started } = hangingTool({ name: 'note', metadata: undefined });
    const [refundTool] = [...boot().bridge.tools];
    const { bridge, journal } = boot({ tools: [tool, refundTool as ClientTool] });
    abandon(bridge.run(scriptedServer([note('a'), refund('b', 5)]), 'go'));
    await started;
    const waiting = async () => (await journal.open())[0]?.pause as Pause;
    await expect.poll(async () => (await waiting()).calls[1]?.waiting).toBeDefined();
    const click = bridge.resume(scriptedServer(), await waiting(), { decisions: yesTo(await waiting()) });
    expect((await errorOf(click)).code).toBe('already_resumed');
    expect((await waiting()).calls[1]?.waiting).toBeDefined();
  });

  test('a call that was decided and cut off waits for nobody: it is answered without a decision, as outcome_unknown', async () => {
    const { boot } = machine();
    const { tool, started } = hangingTool();
    const server = scriptedServer([refund('b', 5)]);
    const pause = await pauseOf(boot({ tools: [tool] }).bridge.run(server, 'go', { key: 'order-7' }));
    const dying = boot({ tools: [tool] });
    abandon(dying.bridge.resume(server, pause, { decisions: yesTo(pause) }));
    await started;
    const next = boot({ tools: [tool] });
    expect((await next.journal.open())[0]?.pause?.calls).toMatchObject([{ id: 'b' }]);
    expect((await next.journal.open())[0]?.pause?.calls[0]).not.toHaveProperty('waiting');
    expect(await next.bridge.run(server, 'go', { key: 'order-7' })).toMatchObject([
      [{ error: { code: 'outcome_unknown' } }],
    ]);
    expect(next.approve).not.toHaveBeenCalled();
  });

  test('a call that is safe to repeat and was cut off runs again with the input that the decision edited', async () => {
    const { boot } = machine();
    const { tool, started } = hangingTool({ idempotent: true });
    const server = scriptedServer([refund('b', 5)]);
    const pause = await pauseOf(boot({ tools: [tool] }).bridge.run(server, 'go', { key: 'order-7' }));
    abandon(boot({ tools: [tool] }).bridge.resume(server, pause, { decisions: yesTo(pause, { input: { euros: 4 } }) }));
    expect(await started).toEqual({ euros: 4 });
    const next = boot({ tools: [{ ...tool, handler: (input) => input }] });
    expect(await next.bridge.run(server, 'go', { key: 'order-7' })).toMatchObject([[{ output: { euros: 4 } }]]);
  });

  test('a run that waits is open until it is forgotten, and its pause is already_resumed then', async () => {
    const { boot } = machine();
    const server = scriptedServer([refund('b', 5)]);
    const { bridge, journal, ran } = boot();
    const pause = await pauseOf(bridge.run(server, 'go'));
    expect(await journal.open()).toMatchObject([{ key: pause.key, backend: 'scripted' }]);
    await journal.forget(pause.key as string);
    expect((await errorOf(bridge.resume(server, pause, { decisions: yesTo(pause) }))).code).toBe('already_resumed');
    expect([await journal.open(), ran]).toEqual([[], []]);
  });

  test("execute with a key denies a call whose approval is put off, and says where 'later' works", async () => {
    const { bridge } = machine().boot();
    const { error } = await bridge.execute(refund('b', 5), { key: 'one' });
    expect(error).toMatchObject({ code: 'denied', message: expect.stringContaining('works only in a run') });
  });
});
