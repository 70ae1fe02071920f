import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { abandon, callOf, describePages, execute, run, timesRan, untilLocks, untilRan } from './journal-pages.ts';
import type { CallsPage } from './pages/journal-calls.ts';

declare const page: CallsPage;

/** Crashes the process of a tab, which leaves the pages of other processes alone. */
async function crash(tab: Page): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  const crashed = new Promise((resolve) => tab.once('crash', resolve));
  abandon(session.send('Page.crash'));
  await crashed;
}

describePages('several tabs of a page', (pages) => {
  const ran = (id: string) => timesRan(pages.site, id);

  test('two tabs that execute a call of one key run its handler once, and both have its result', async () => {
    const [first, second] = [await pages.openTab(), await pages.openTab()];
    const call = callOf('send', 'shared', { waits: true });
    const result = execute(first, call);
    await untilRan(pages.site, 'shared');
    const other = execute(second, call);
    await untilLocks(second, { held: 1, pending: 1 });
    await first.evaluate(() => page.finish());
    expect(await other).toEqual(await result);
    expect(await result).toMatchObject({ output: 'did shared' });
    expect(ran('shared')).toBe(1);
    await untilLocks(second, { held: 0, pending: 0 });
  });

  test('two tabs that run one key run its calls once, and both have its output', async () => {
    const [first, second] = [await pages.openTab(), await pages.openTab()];
    const server = await pages.site.startRuns([callOf('send', 'a', { waits: true })], [callOf('look', 'b')]);
    const outcome = run(first, server);
    await untilRan(pages.site, 'run0.a');
    const other = run(second, server);
    await untilLocks(second, { held: 1, pending: 1 });
    await first.evaluate(() => page.finish());
    expect(await outcome).toEqual({ output: 'complete' });
    expect(await other).toEqual({ output: 'complete' });
    expect([ran('run0.a'), ran('run0.b')]).toEqual([1, 1]);
    expect(server.started).toHaveLength(1);
  });

  test.for([
    ['closed', (tab: Page) => tab.close()],
    ['reloaded', (tab: Page) => tab.reload()],
    ['crashed', crash],
  ] as const)(
    'when a tab is %s in the middle of a call, the tab that waits continues without a lease',
    async ([, end]) => {
      const [first, second] = [await pages.openTab(), await pages.openTab()];
      const server = await pages.site.startRuns([callOf('send', 'cut', { waits: true }), callOf('look', 'safe')]);
      const before = pages.site.ran.length;
      abandon(run(first, server));
      await expect.poll(() => pages.site.ran.slice(before).toSorted()).toEqual(['run0.cut', 'run0.safe']);
      const outcome = run(second, server);
      await untilLocks(second, { held: 1, pending: 1 });
      await end(first);
      expect(await outcome).toEqual({ output: 'complete' });
      expect(server.accepted.get('run0.cut')).toMatchObject({ error: { code: 'outcome_unknown' } });
      expect(server.accepted.get('run0.safe')).toMatchObject({ output: 'did run0.safe' });
      expect(pages.site.ran.slice(before).filter((id) => id === 'run0.cut')).toHaveLength(1);
    },
  );

  test('of eight tabs that execute a call of one key one runs its handler, and all have its result', async () => {
    const tabs = await Promise.all(Array.from({ length: 8 }, () => pages.openTab()));
    const results = await Promise.all(tabs.map((tab) => execute(tab, callOf('send', 'raced'))));
    expect(results).toEqual(Array.from({ length: 8 }, () => results[0]));
    expect(results[0]).toMatchObject({ output: 'did raced' });
    expect(ran('raced')).toBe(1);
  });
});
