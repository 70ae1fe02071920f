import type { Browser, Page } from 'playwright-core';
import { journalStoreLaws } from 'toolferry/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeNeeding } from '../describe-needing.ts';
import { chromiumMissing, launchChromium } from '../web/chromium.ts';
import type { JournalPage } from '../web/pages/journal.ts';
import type { Site } from '../web/serve.ts';
import { startSite } from '../web/site.ts';

declare const page: JournalPage;

describeNeeding(chromiumMissing, 'indexedDBStore in Chromium', () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await startSite({ page: 'journal.ts' });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  describe.each([
    ['on a secure origin', () => site.url, true],
    ['on an origin without TLS', () => site.insecureUrl, false],
  ])('%s', (_, url, isSecure) => {
    let tab: Page;
    beforeAll(async () => {
      const context = await browser.newContext();
      tab = await context.newPage();
      const other = await context.newPage();
      await tab.goto(url());
      await other.goto(url());
      await other.evaluate(() => page.serve());
    });

    test(`the store has ${isSecure ? 'locks' : 'no locks'}`, async () => {
      expect(await tab.evaluate(() => page.hasLocks)).toBe(isSecure);
    });
    for (const [index, { title }] of journalStoreLaws.entries()) {
      test(title, () => tab.evaluate((law) => page.checkLaw(law), index));
      test(`over two tabs: ${title}`, () => tab.evaluate((law) => page.checkLawOverTabs(law), index));
    }
  });
});
