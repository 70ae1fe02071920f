import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { abandon, callOf, describePages, execute, run, timesRan, untilLocks, untilRan } from './journal-pages.ts';
import type { CallsPage } from './pages/journal-calls.ts';

declare const page: CallsPage;

/** Deletes the databases of an origin, as a person does in the settings of the browser. */
async function clearDatabases(tab: Page, origin: string): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
}

describePages('the failures of IndexedDB', (pages) => {
  let tab: Page;
  beforeEach(async () => {
    tab = await pages.openTab();
  });
  const failures = () => tab.evaluate(() => page.failures());

  test('a call whose start cannot be written because the disk is full does not run, and can be made again', async () => {
    const session = await pages.context.newCDPSession(tab);
    const { url: origin } = pages.site;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    expect(await execute(tab, callOf('send', 'full'))).toMatchObject({ error: { code: 'journal_failed' } });
    expect(await failures()).toEqual(['QuotaExceededError']);
    expect(timesRan(pages.site, 'full')).toBe(0);
    await untilLocks(tab, { held: 0, pending: 0 });
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    expect(await execute(tab, callOf('send', 'full'))).toMatchObject({ output: 'did full' });
    expect(await tab.evaluate(() => page.unhandled())).toEqual([]);
  });

  test('a run whose database is deleted under it sends nothing, and the page works with a new database', async () => {
    const server = await pages.site.startRuns([callOf('send', 'deleted', { waits: true })]);
    const outcome = run(tab, server);
    await untilRan(pages.site, 'run0.deleted');
    await clearDatabases(tab, pages.site.url);
    // The page hears of it a moment later. What it begins until then is aborted, as the next test shows.
    await tab.evaluate(() => page.open().catch(() => {}));
    await tab.evaluate(() => page.finish());
    expect(await outcome).toEqual({ code: 'run_taken' });
    expect(server.accepted.size).toBe(0);
    // Nothing is known of the run any more.
    expect(await run(tab, server)).toEqual({ output: 'complete' });
    expect(server.started).toEqual(['run0', 'run1']);
    expect(await tab.evaluate(() => page.unhandled())).toEqual([]);
  });

  test('a transaction that the browser aborts rejects once', async () => {
    await tab.evaluate(() => page.holdDatabase());
    await tab.evaluate(() => page.beginOpen());
    await clearDatabases(tab, pages.site.url);
    expect(await tab.evaluate(() => page.opening())).toBe('journal_failed');
    expect(await execute(tab, callOf('send', 'aborted'))).toMatchObject({ output: 'did aborted' });
    expect(await tab.evaluate(() => page.unhandled())).toEqual([]);
  });

  test('the store lets other code delete the database', async () => {
    await execute(tab, callOf('send', 'kept'));
    await tab.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase('toolferry');
          Object.assign(request, { onsuccess: resolve, onblocked: reject });
        }),
    );
    expect(await execute(tab, callOf('send', 'next'))).toMatchObject({ output: 'did next' });
    expect(await tab.evaluate(() => page.recorded())).toEqual(['call/next']);
  });

  test('the store connects again where its connection was closed without an event', async () => {
    await execute(tab, callOf('send', 'first'));
    await tab.evaluate(() => {
      const { transaction } = IDBDatabase.prototype;
      IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...parameters) {
        IDBDatabase.prototype.transaction = transaction;
        this.close();
        return transaction.apply(this, parameters);
      };
    });
    expect(await execute(tab, callOf('send', 'second'))).toMatchObject({ output: 'did second' });
  });

  test('a database that cannot be opened fails a call after leaseMs, and the next call works', async () => {
    const other = await pages.openTab(`${pages.site.url}/other`);
    await other.evaluate(async () => {
      // Nobody closes this connection, so that the deletion is blocked, and what opens the database waits for it.
      const request = indexedDB.open('toolferry');
      await new Promise((resolve) => request.addEventListener('success', resolve));
      const deletion = indexedDB.deleteDatabase('toolferry');
      await new Promise((resolve) => deletion.addEventListener('blocked', resolve));
    });
    await tab.goto(`${pages.site.url}?leaseMs=3000`);
    expect(await execute(tab, callOf('send', 'blocked'))).toMatchObject({ error: { code: 'journal_failed' } });
    expect(timesRan(pages.site, 'blocked')).toBe(0);
    await other.close();
    // What opens the database waited for the deletion.
    await tab.evaluate(() => page.recorded());
    expect(await execute(tab, callOf('send', 'blocked'))).toMatchObject({ output: 'did blocked' });
    expect(timesRan(pages.site, 'blocked')).toBe(1);
  });

  test('a tab that is closed while its store writes leaves its lock to the next tab', async () => {
    await tab.evaluate(() => page.holdDatabase());
    abandon(execute(tab, callOf('send', 'writing')));
    const other = await pages.openTab();
    await untilLocks(other, { held: 1, pending: 0 });
    await tab.close();
    expect(await execute(other, callOf('send', 'writing'))).toMatchObject({ output: 'did writing' });
    expect(timesRan(pages.site, 'writing')).toBe(1);
  });
});
