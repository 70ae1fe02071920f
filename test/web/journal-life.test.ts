import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { launchOptions } from './chromium.ts';
import {
  abandon,
  callOf,
  describePages,
  execute,
  run,
  timesRan,
  untilAsked,
  untilPaused,
  untilRan,
} from './journal-pages.ts';
import type { CallsPage } from './pages/journal-calls.ts';

declare const page: CallsPage;

const day = 86_400_000;

/** Opens the page in the browser of a person, which keeps its storage when it is closed. Its clock is set off by so much. */
async function openProfile(folder: string, url: string, offsetMs: number): Promise<Page> {
  const context = await chromium.launchPersistentContext(folder, launchOptions);
  profiles.push(context);
  const tab = await context.newPage();
  await tab.clock.setSystemTime(Date.now() + offsetMs);
  await tab.goto(url);
  return tab;
}

const profiles: BrowserContext[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(profiles.splice(0).map((context) => context.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

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

  test('a browser that is closed in the middle of a run continues it the next day', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'toolferry-profile-'));
    folders.push(folder);
    const server = await pages.site.startRuns([
      callOf('send', 'yesterday'),
      callOf('send', 'cut-off', { waits: true }),
      callOf('pay', 'undecided'),
    ]);
    const first = await openProfile(folder, pages.site.url, 0);
    abandon(run(first, server));
    await untilRan(pages.site, 'run0.cut-off');
    await untilPaused(first, { answers: [{ toolCallId: 'run0.yesterday' }] });
    await untilAsked(first, 'run0.undecided');
    await first.context().close();

    const tab = await openProfile(folder, pages.site.url, day);
    expect((await tab.evaluate(() => page.open())).map(({ key }) => key)).toEqual([server.path]);
    const outcome = run(tab, server);
    await untilAsked(tab, 'run0.undecided');
    await tab.evaluate(() => page.decide(true));
    expect(await outcome).toEqual({ output: 'complete' });
    expect(Object.fromEntries(server.accepted)).toMatchObject({
      'run0.yesterday': { output: 'did run0.yesterday' },
      'run0.cut-off': { error: { code: 'outcome_unknown' } },
      'run0.undecided': { output: 'did run0.undecided' },
    });
    for (const id of ['yesterday', 'cut-off', 'undecided']) expect(ran(`run0.${id}`)).toBe(1);
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
