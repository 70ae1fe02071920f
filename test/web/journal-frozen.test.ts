import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchOptions } from './chromium.ts';
import { abandon, callOf, describePages, execute, timesRan, untilLocks, untilRan } from './journal-pages.ts';
import type { CallsPage } from './pages/journal-calls.ts';

declare const page: CallsPage;

/** Starts a Chromium that Playwright did not launch: in one that it did, pages count as visible, and are never frozen. */
async function startChromium(folder: string): Promise<{ process: ChildProcess; context: BrowserContext }> {
  const { executablePath, args } = launchOptions;
  const own = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'];
  const process = spawn(executablePath, [...args, ...own], { stdio: ['ignore', 'ignore', 'pipe'] });
  const url = await new Promise<string>((resolve) => {
    let text = '';
    process.stderr.on('data', (part) => {
      text += part;
      const [, found] = /listening on (ws:\S+)\s/.exec(text) ?? [];
      if (found) resolve(found);
    });
  });
  const browser = await chromium.connectOverCDP(url, { noDefaults: true });
  return { process, context: browser.contexts()[0] as BrowserContext };
}

async function setState(tab: Page, state: 'frozen' | 'active'): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  await session.send('Page.setWebLifecycleState', { state });
  await expect.poll(() => tab.evaluate(() => page.isFrozen())).toBe(state === 'frozen');
}

describePages('a frozen tab', (pages) => {
  let folder: string;
  let started: Awaited<ReturnType<typeof startChromium>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'toolferry-profile-'));
    started = await startChromium(folder);
  });
  afterAll(async () => {
    if (started) {
      const exited = once(started.process, 'exit');
      started.process.kill('SIGKILL');
      await exited;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const openTab = async () => {
    const tab = await started.context.newPage();
    await tab.goto(pages.site.url);
    return tab;
  };

  test('a frozen tab keeps its call, and another tab waits for it until it is active again', async () => {
    const [tab, other] = [await openTab(), await openTab()];
    const call = callOf('send', 'frozen', { waits: true });
    const result = execute(tab, call);
    await untilRan(pages.site, 'frozen');
    await setState(tab, 'frozen');
    const second = execute(other, call);
    await untilLocks(other, { held: 1, pending: 1 });
    await setState(tab, 'active');
    await tab.evaluate(() => page.finish());
    expect(await second).toEqual(await result);
    expect(await second).toMatchObject({ output: 'did frozen' });
    expect(timesRan(pages.site, 'frozen')).toBe(1);
  });

  test('a frozen tab that is closed leaves its call to the tab that waits', async () => {
    const [tab, other] = [await openTab(), await openTab()];
    const call = callOf('send', 'discarded', { waits: true });
    abandon(execute(tab, call));
    await untilRan(pages.site, 'discarded');
    await setState(tab, 'frozen');
    const second = execute(other, call);
    await untilLocks(other, { held: 1, pending: 1 });
    await tab.close();
    expect(await second).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(timesRan(pages.site, 'discarded')).toBe(1);
  });

  test('a frozen tab that waited for a call has its turn, and the next tab continues when it is closed', async () => {
    const [first, tab, other] = [await openTab(), await openTab(), await openTab()];
    const call = callOf('send', 'queued', { waits: true });
    abandon(execute(first, call));
    await untilRan(pages.site, 'queued');
    abandon(execute(tab, call));
    await untilLocks(other, { held: 1, pending: 1 });
    await setState(tab, 'frozen');
    const third = execute(other, call);
    await untilLocks(other, { held: 1, pending: 2 });
    await first.close();
    await untilLocks(other, { held: 1, pending: 1 });
    await tab.close();
    expect(await third).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(timesRan(pages.site, 'queued')).toBe(1);
  });
});
