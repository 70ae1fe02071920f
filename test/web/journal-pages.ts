import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { describeNeeding } from '../describe-needing.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { type JournalSite, startJournalSite } from './journal-site.ts';
import type { CallsPage, Outcome, PageCall } from './pages/journal-calls.ts';

declare const page: CallsPage;

/** A site and a browser for tests. Each test has a storage of its own. */
export interface JournalPages {
  readonly site: JournalSite;
  readonly browser: Browser;
  readonly context: BrowserContext;
  /** Opens the page, by default on the secure origin. */
  openTab(url?: string): Promise<Page>;
}

/** Describes tests in Chromium with a site and a browser. They are skipped outside CI where there is no Chromium. */
export function describePages(title: string, define: (pages: JournalPages) => void, ignoreDefaultArgs: string[] = []) {
  describeNeeding(chromiumMissing, title, () => {
    const pages = {
      openTab: async (url: string = pages.site.url) => {
        const tab = await pages.context.newPage();
        await tab.goto(url);
        return tab;
      },
    } as { -readonly [Member in keyof JournalPages]: JournalPages[Member] };
    beforeAll(async () => {
      pages.site = await startJournalSite();
      pages.browser = await launchChromium({ ignoreDefaultArgs });
    });
    beforeEach(async () => {
      pages.context = await pages.browser.newContext();
    });
    afterEach(() => pages.context?.close());
    afterAll(async () => {
      await pages.browser?.close();
      await pages.site?.stop();
    });
    define(pages);
  });
}

export function callOf(name: PageCall['name'], id: string, input: PageCall['input'] = {}): PageCall {
  return { name, id, input };
}

/** Executes a call under a key of its id. */
export function execute(tab: Page, call: PageCall): ReturnType<CallsPage['execute']> {
  return tab.evaluate((given) => page.execute(given, `call/${given.id}`), call);
}

/** Runs on a server of runs, under its path as the key. */
export function run(tab: Page, { path }: { readonly path: string }): Promise<Outcome> {
  return tab.evaluate((given) => page.run(given, given), path);
}

/** Ignores the outcome of work that the page may not outlive. */
export function abandon(work: Promise<unknown>): void {
  work.catch(() => {});
}

/** Resolves when the handler of a call has begun this often. */
export async function untilRan(site: JournalSite, id: string, times = 1): Promise<void> {
  await expect.poll(() => timesRan(site, id)).toBe(times);
}

/** Resolves when so many tabs hold a lock or wait for one. */
export async function untilLocks(tab: Page, locks: { readonly held: number; readonly pending: number }): Promise<void> {
  await expect.poll(() => tab.evaluate(() => page.locks())).toEqual(locks);
}

/** Resolves when the user of a tab is asked for the approval of these calls. */
export async function untilAsked(tab: Page, ...ids: readonly string[]): Promise<void> {
  await expect.poll(() => tab.evaluate(() => page.asked())).toEqual(ids);
}

/** Resolves when the only open run that is stored has a pause like this one. */
export async function untilPaused(tab: Page, pause: object): Promise<void> {
  await expect.poll(() => tab.evaluate(() => page.open())).toMatchObject([{ pause }]);
}

export function timesRan({ ran }: JournalSite, id: string): number {
  return ran.filter((each) => each === id).length;
}
