import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
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
  await vi.waitFor(() => expect(timesRan(site, id)).toBe(times), { timeout: 10_000 });
}

/** Resolves when so many tabs hold a lock or wait for one. */
export async function untilLocks(tab: Page, locks: { readonly held: number; readonly pending: number }): Promise<void> {
  await vi.waitFor(async () => expect(await tab.evaluate(() => page.locks())).toEqual(locks), { timeout: 10_000 });
}

export function timesRan({ ran }: JournalSite, id: string): number {
  return ran.filter((each) => each === id).length;
}
