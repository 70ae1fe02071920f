import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import {
  abandon,
  callOf,
  describePages,
  execute,
  run,
  timesRan,
  untilAsked,
  untilLocks,
  untilPaused,
  untilRan,
} from './journal-pages.ts';
import type { CallsPage } from './pages/journal-calls.ts';

declare const page: CallsPage;

describePages('a page that is reloaded', (pages) => {
  let tab: Page;
  beforeEach(async () => {
    tab = await pages.openTab();
  });
  const ran = (id: string) => timesRan(pages.site, id);

  test('a call that a reload cuts off is outcome_unknown, and its handler ran once', async () => {
    abandon(execute(tab, callOf('send', 'cut', { waits: true })));
    await untilRan(pages.site, 'cut');
    await tab.reload();
    for (const _ of [1, 2])
      expect(await execute(tab, callOf('send', 'cut', { waits: true }))).toMatchObject({
        error: { code: 'outcome_unknown' },
      });
    expect(ran('cut')).toBe(1);
  });

  test('a call that a reload cuts off runs again if its tool is safe to repeat', async () => {
    abandon(execute(tab, callOf('look', 'again', { waits: true })));
    await untilRan(pages.site, 'again');
    await tab.reload();
    await tab.evaluate(() => page.finish());
    expect(await execute(tab, callOf('look', 'again', { waits: true }))).toMatchObject({ output: 'did again' });
    expect(ran('again')).toBe(2);
  });

  test('a call whose start was not written before the reload runs after it, once', async () => {
    await tab.evaluate(() => page.holdDatabase());
    abandon(execute(tab, callOf('send', 'unclaimed')));
    await untilLocks(tab, { held: 1, pending: 0 });
    await tab.reload();
    expect(ran('unclaimed')).toBe(0);
    expect(await execute(tab, callOf('send', 'unclaimed'))).toMatchObject({ output: 'did unclaimed' });
    expect(ran('unclaimed')).toBe(1);
  });

  test('a call that was answered before the reload is answered again, and its handler ran once', async () => {
    const answer = await execute(tab, callOf('send', 'answered'));
    await tab.reload();
    expect(await execute(tab, callOf('send', 'answered'))).toEqual(answer);
    expect(ran('answered')).toBe(1);
  });

  test('a run that is reloaded before its first pause starts again, and its calls run once', async () => {
    const server = await pages.site.startRuns([callOf('send', 'start')]);
    const isLost = server.loseResponse('start');
    abandon(run(tab, server));
    await isLost;
    await tab.reload();
    expect(await run(tab, server)).toEqual({ output: 'complete' });
    expect(server.started).toEqual(['run0', 'run1']);
    expect([ran('run0.start'), ran('run1.start')]).toEqual([0, 1]);
  });

  test('a run sends the answers that a reload left, and outcome_unknown for the call that it cut off', async () => {
    const server = await pages.site.startRuns([
      callOf('send', 'kept'),
      callOf('send', 'cut', { waits: true }),
      callOf('look', 'safe', { waits: true }),
    ]);
    abandon(run(tab, server));
    for (const id of ['kept', 'cut', 'safe']) await untilRan(pages.site, `run0.${id}`);
    // In the store, as another tab sees it.
    const other = await pages.openTab();
    await untilPaused(other, { answers: [{ toolCallId: 'run0.kept' }] });
    await tab.reload();
    await tab.evaluate(() => page.finish());
    expect(await run(tab, server)).toEqual({ output: 'complete' });
    expect(Object.fromEntries(server.accepted)).toMatchObject({
      'run0.kept': { output: 'did run0.kept' },
      'run0.cut': { error: { code: 'outcome_unknown' } },
      'run0.safe': { output: 'did run0.safe' },
    });
    expect(['kept', 'cut', 'safe'].map((id) => ran(`run0.${id}`))).toEqual([1, 1, 2]);
    expect(server.started).toHaveLength(1);
  });

  test('a run whose answers were sent before the reload takes the next pause, and runs no call again', async () => {
    const server = await pages.site.startRuns([callOf('send', 'first')], [callOf('send', 'second')]);
    const isLost = server.loseResponse('answers of round 0');
    abandon(run(tab, server));
    await isLost;
    await tab.reload();
    expect(await run(tab, server)).toEqual({ output: 'complete' });
    expect([ran('run0.first'), ran('run0.second')]).toEqual([1, 1]);
    expect(server.started).toHaveLength(1);
  });

  test('a run that ended before the reload returns its output, and sends nothing', async () => {
    const server = await pages.site.startRuns([callOf('send', 'last')]);
    expect(await run(tab, server)).toEqual({ output: 'complete' });
    await tab.reload();
    const before = server.requests();
    expect(await run(tab, server)).toEqual({ output: 'complete' });
    expect(server.requests()).toBe(before);
    expect(ran('run0.last')).toBe(1);
  });

  test('an approval that waited before the reload is asked for again, and the handler runs once after it', async () => {
    const server = await pages.site.startRuns([callOf('pay', 'asked')]);
    for (const _ of [1, 2]) {
      abandon(run(tab, server));
      await untilAsked(tab, 'run0.asked');
      await untilPaused(tab, { calls: [{ id: 'run0.asked' }] });
      await tab.reload();
    }
    expect(ran('run0.asked')).toBe(0);
    const outcome = run(tab, server);
    await untilAsked(tab, 'run0.asked');
    await tab.evaluate(() => page.decide(true));
    expect(await outcome).toEqual({ output: 'complete' });
    expect(server.accepted.get('run0.asked')).toMatchObject({ output: 'did run0.asked' });
    expect(ran('run0.asked')).toBe(1);
  });

  test('an approval that waited before the reload is asked for again where the call has a key', async () => {
    abandon(execute(tab, callOf('pay', 'paid')));
    await untilAsked(tab, 'paid');
    await tab.reload();
    const result = execute(tab, callOf('pay', 'paid'));
    await untilAsked(tab, 'paid');
    expect(ran('paid')).toBe(0);
    await tab.evaluate(() => page.decide(true));
    expect(await result).toMatchObject({ output: 'did paid' });
    expect(ran('paid')).toBe(1);
  });
});
