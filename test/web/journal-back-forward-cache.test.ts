import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { abandon, callOf, describePages, execute, run, timesRan, untilLocks, untilRan } from './journal-pages.ts';
import type { CallsPage } from './pages/journal-calls.ts';

declare const page: CallsPage;

/** Leaves the page over a link, and the browser may keep it in its cache. */
async function leave(tab: Page): Promise<void> {
  await tab.goto(new URL('/other', tab.url()).href);
}

/** Returns, and returns whether the browser restored the page from its cache. */
async function comeBack(tab: Page): Promise<boolean | undefined> {
  await tab.goBack({ waitUntil: 'commit' });
  await expect.poll(() => tab.evaluate(() => page.isRestored)).toBeDefined();
  return tab.evaluate(() => page.isRestored);
}

/** Returns why the browser did not restore the page. */
function whyNotRestored(tab: Page): Promise<string[] | undefined> {
  return tab.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as NotRestored[];
    return navigation?.notRestoredReasons?.reasons.map(({ reason }) => reason);
  });
}

/** Not yet in TypeScript's types. */
type NotRestored = PerformanceEntry & {
  readonly notRestoredReasons?: { readonly reasons: readonly { readonly reason: string }[] } | null;
};

describePages(
  "the browser's back/forward cache",
  (pages) => {
    const ran = (id: string) => timesRan(pages.site, id);

    test('an idle page that is restored from the cache keeps its journal', async () => {
      const tab = await pages.openTab();
      const answer = await execute(tab, callOf('send', 'before'));
      await leave(tab);
      expect(await comeBack(tab)).toBe(true);
      expect(await execute(tab, callOf('send', 'before'))).toEqual(answer);
      expect(await execute(tab, callOf('send', 'after'))).toMatchObject({ output: 'did after' });
      expect([ran('before'), ran('after')]).toEqual([1, 1]);
    });

    test('a page that is restored from the cache in the middle of a call finishes it', async () => {
      const tab = await pages.openTab();
      abandon(execute(tab, callOf('send', 'paused', { waits: true })));
      await untilRan(pages.site, 'paused');
      await leave(tab);
      expect(await comeBack(tab)).toBe(true);
      await tab.evaluate(() => page.finish());
      expect(await execute(tab, callOf('send', 'paused', { waits: true }))).toMatchObject({ output: 'did paused' });
      expect(ran('paused')).toBe(1);
    });

    test('a page in the cache that holds a lock is evicted when another tab wants it, which continues at once', async () => {
      const [tab, other] = [await pages.openTab(), await pages.openTab()];
      abandon(execute(tab, callOf('send', 'left', { waits: true })));
      await untilRan(pages.site, 'left');
      await leave(tab);
      // Without another tab the page stays in the cache and has its lock.
      expect(await other.evaluate(() => page.locks())).toEqual({ held: 1, pending: 0 });
      const result = await execute(other, callOf('send', 'left', { waits: true }));
      expect(result).toMatchObject({ error: { code: 'outcome_unknown' } });
      expect(await comeBack(tab)).toBe(false);
      expect(await whyNotRestored(tab)).toEqual(['weblocks-contention']);
      expect(await execute(tab, callOf('send', 'left', { waits: true }))).toEqual(result);
      expect(ran('left')).toBe(1);
    });

    test('a page in the cache that waits for a lock does not keep it from others', async () => {
      const [tab, other] = [await pages.openTab(), await pages.openTab()];
      const call = callOf('send', 'waits', { waits: true });
      const result = execute(other, call);
      await untilRan(pages.site, 'waits');
      abandon(execute(tab, call));
      await untilLocks(other, { held: 1, pending: 1 });
      await leave(tab);
      await other.evaluate(() => page.finish());
      expect(await execute(other, call)).toEqual(await result);
      // Chromium evicts it, or it has had its turn on its way into the cache.
      await comeBack(tab);
      expect(await execute(tab, call)).toEqual(await result);
      expect(ran('waits')).toBe(1);
    });

    test('a page without locks is overtaken in the cache after its lease, and sends nothing when it is restored', async () => {
      // The page goes into the cache long before it renews its lease: one that is frozen in a transaction would be evicted.
      const url = `${pages.site.insecureUrl}?leaseMs=6000`;
      const [tab, other] = [await pages.openTab(url), await pages.openTab(url)];
      const server = await pages.site.startRuns([callOf('send', 'cached', { waits: true })]);
      abandon(run(tab, server));
      await untilRan(pages.site, 'run0.cached');
      await leave(tab);
      expect(await run(other, server)).toEqual({ output: 'complete' });
      expect(server.accepted.get('run0.cached')).toMatchObject({ error: { code: 'outcome_unknown' } });
      const before = server.requests();
      expect(await comeBack(tab)).toBe(true);
      await tab.evaluate(() => page.finish());
      await expect.poll(() => tab.evaluate(() => page.outcome())).toEqual({ code: 'run_taken' });
      expect(server.requests()).toBe(before);
      expect(ran('run0.cached')).toBe(1);
    });
  },
  ['--disable-back-forward-cache'],
);
