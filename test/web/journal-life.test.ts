import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { launchOptions } from './chromium.ts';
import { abandon, callOf, describePages, execute, run, timesRan, untilLocks, untilRan } from './journal-pages.ts';
import type { CallsPage } from './pages/journal-calls.ts';

declare const page: CallsPage;

const day = 86_400_000;

async function setLifecycleState(tab: Page, state: 'frozen' | 'active'): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  await session.send('Page.setWebLifecycleState', { state });
}

/** Opens the page in the browser of a person, which keeps its storage when it is closed. Its clock is set off by so much. */
async function openProfile(
  folder: string,
  url: string,
  offsetMs: number,
): Promise<{ context: BrowserContext; tab: Page }> {
  const context = await chromium.launchPersistentContext(folder, launchOptions);
  const tab = await context.newPage();
  await tab.clock.setSystemTime(Date.now() + offsetMs);
  await tab.goto(url);
  return { context, tab };
}

describePages('the life of a page', (pages) => {
  const ran = (id: string) => timesRan(pages.site, id);

  test('a run that loses its connection keeps its answers, and continues when the page is online again', async () => {
    const tab = await pages.openTab();
    const server = await pages.site.startRuns([callOf('send', 'offline', { waits: true })], [callOf('send', 'online')]);
    const outcome = run(tab, server);
    await untilRan(pages.site, 'run0.offline');
    await pages.context.setOffline(true);
    await tab.evaluate(() => page.finish());
    expect(await outcome).toEqual({ code: 'connection_lost' });
    expect(server.accepted.size).toBe(0);
    // The answer is in the journal.
    expect(await tab.evaluate(() => page.open())).toMatchObject([
      { pause: { answers: [{ output: 'did run0.offline' }] } },
    ]);
    expect(await run(tab, server)).toEqual({ code: 'connection_lost' });
    await pages.context.setOffline(false);
    expect(await run(tab, server)).toEqual({ output: 'complete' });
    expect([ran('run0.offline'), ran('run0.online')]).toEqual([1, 1]);
    expect(server.started).toHaveLength(1);
  });

  test('a call with a key runs once while the page is offline, and has its answer when it is online again', async () => {
    const tab = await pages.openTab();
    await pages.context.setOffline(true);
    const answer = await execute(tab, callOf('send', 'local'));
    expect(answer).toMatchObject({ output: 'did local' });
    await pages.context.setOffline(false);
    expect(await execute(tab, callOf('send', 'local'))).toEqual(answer);
    expect(await tab.evaluate(() => page.ran)).toEqual(['local']);
  });

  test('a frozen tab keeps its call, and another tab waits for it until it is active again', async () => {
    const [tab, other] = [await pages.openTab(), await pages.openTab()];
    const call = callOf('send', 'frozen', { waits: true });
    const result = execute(tab, call);
    await untilRan(pages.site, 'frozen');
    await setLifecycleState(tab, 'frozen');
    const second = execute(other, call);
    await untilLocks(other, { held: 1, pending: 1 });
    await setLifecycleState(tab, 'active');
    await tab.evaluate(() => page.finish());
    expect(await second).toEqual(await result);
    expect(await second).toMatchObject({ output: 'did frozen' });
    expect(ran('frozen')).toBe(1);
  });

  test('a frozen tab that is closed leaves its call to the tab that waits', async () => {
    const [tab, other] = [await pages.openTab(), await pages.openTab()];
    const call = callOf('send', 'discarded', { waits: true });
    abandon(execute(tab, call));
    await untilRan(pages.site, 'discarded');
    await setLifecycleState(tab, 'frozen');
    const second = execute(other, call);
    await untilLocks(other, { held: 1, pending: 1 });
    await tab.close();
    expect(await second).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(ran('discarded')).toBe(1);
  });

  test('a browser that is closed in the middle of a run continues it the next day', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'toolferry-profile-'));
    try {
      const server = await pages.site.startRuns([
        callOf('send', 'yesterday'),
        callOf('send', 'cut-off', { waits: true }),
        callOf('pay', 'undecided'),
      ]);
      const first = await openProfile(folder, pages.site.url, 0);
      abandon(run(first.tab, server));
      await untilRan(pages.site, 'run0.cut-off');
      await vi.waitFor(async () => {
        const [open] = await first.tab.evaluate(() => page.open());
        expect(open?.pause?.answers).toHaveLength(1);
        expect(await first.tab.evaluate(() => page.asked())).toEqual(['run0.undecided']);
      });
      await first.context.close();

      const { tab, context } = await openProfile(folder, pages.site.url, day);
      expect((await tab.evaluate(() => page.open())).map(({ key }) => key)).toEqual([server.path]);
      const outcome = run(tab, server);
      await vi.waitFor(async () => expect(await tab.evaluate(() => page.asked())).toEqual(['run0.undecided']));
      await tab.evaluate(() => page.decide(true));
      expect(await outcome).toEqual({ output: 'complete' });
      expect(Object.fromEntries(server.accepted)).toMatchObject({
        'run0.yesterday': { output: 'did run0.yesterday' },
        'run0.cut-off': { error: { code: 'outcome_unknown' } },
        'run0.undecided': { output: 'did run0.undecided' },
      });
      for (const id of ['yesterday', 'cut-off', 'undecided']) expect(ran(`run0.${id}`)).toBe(1);
      await context.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a run that has ended is deleted after a week, when a page opens the database', async () => {
    const tab = await pages.openTab();
    await execute(tab, callOf('send', 'old'));
    const recorded = () => tab.evaluate(() => page.recorded());
    await tab.clock.setSystemTime(Date.now() + 6 * day);
    await tab.reload();
    await execute(tab, callOf('send', 'new'));
    expect(await recorded()).toEqual(['call/new', 'call/old']);
    await tab.clock.setSystemTime(Date.now() + 8 * day);
    await tab.reload();
    await execute(tab, callOf('send', 'newest'));
    expect(await recorded()).toEqual(['call/new', 'call/newest']);
  });
});
