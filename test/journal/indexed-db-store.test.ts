import type { Browser, Page } from 'playwright-core';
import { journalStoreLaws } from 'toolferry/journal';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { chromiumMissing, launchChromium } from '../web/chromium.ts';
import type { JournalPage } from '../web/pages/journal.ts';
import { type Site, startSite } from '../web/site.ts';

declare const page: JournalPage;

const isSkipped = chromiumMissing !== undefined && !process.env.CI;
describe.skipIf(isSkipped)(`indexedDBStore in Chromium${isSkipped ? ` (skipped: ${chromiumMissing})` : ''}`, () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await startSite({ page: 'journal.ts' });
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  describe.each([
    ['on a secure origin', () => site.url],
    ['on an origin without TLS', () => site.insecureUrl],
  ])('%s', (_, url) => {
    let tab: Page;
    beforeAll(async () => {
      tab = await browser.newPage();
      await tab.goto(url());
    });
    for (const [index, { title }] of journalStoreLaws.entries())
      test(title, () => tab.evaluate((law) => page.checkLaw(law), index));
  });
});
