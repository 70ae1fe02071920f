import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeNeeding } from '../describe-needing.ts';
import { chromiumMissing, launchChromium } from '../web/chromium.ts';
import type { WebMCPPage } from '../web/pages/webmcp.ts';
import type { Site } from '../web/serve.ts';
import { startSite } from '../web/site.ts';

declare const page: WebMCPPage;

describeNeeding(chromiumMissing, 'webmcp.ts in Chromium', () => {
  let site: Site;
  let browser: Browser;
  let tab: Page;
  let isMissing = false;
  beforeAll(async () => {
    site = await startSite({ page: 'webmcp.ts' });
    browser = await launchChromium({ args: ['--enable-features=WebMCP'] });
    tab = await browser.newPage();
    await tab.goto(site.url);
    isMissing = !(await tab.evaluate(() => page.hasWebMCP));
    if (isMissing) console.log(`webmcp.ts in Chromium: skipped. Chromium ${browser.version()} has no WebMCP.`);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });
  beforeEach(async ({ skip }) => {
    skip(isMissing);
    await tab.reload();
    await tab.evaluate(() => page.update());
  });

  const call = (name: string, input: object = {}) =>
    tab.evaluate(([name, input]) => page.call(name, input), [name, input] as const);
  const ran = () => tab.evaluate(() => page.ran);

  test('webmcp.ts offers the tools under their visible names, with descriptions, schemas and hints', async () => {
    expect(await tab.evaluate(() => page.names())).toEqual(['erase', 'fail', 'wait', 'weather_now']);
    expect(await tab.evaluate(() => page.describe('weather_now'))).toMatchObject({
      description: 'The weather in a city',
      inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      annotations: { readOnlyHint: true, consequentialHint: false, untrustedContentHint: true },
    });
    expect(await tab.evaluate(() => page.describe('fail'))).toMatchObject({ description: 'fail' });
    expect(await tab.evaluate(() => page.describe('erase'))).toMatchObject({
      inputSchema: { type: 'object', properties: {} },
      annotations: { readOnlyHint: false, consequentialHint: true, untrustedContentHint: false },
    });
  });

  test('webmcp.ts answers a call of the browser with the output as text', async () => {
    expect(await call('weather_now', { city: 'Basel' })).toBe('{"city":"Basel","degrees":7}');
    expect(await ran()).toEqual(['weather of Basel']);
  });

  test('webmcp.ts refuses an input that the browser did not check, and the handler does not run', async () => {
    const text = await call('weather_now', { city: 1 });
    expect(text).toBe('Invalid input for "weather_now": city: must be string.');
    expect(await ran()).toEqual([]);
  });

  test('webmcp.ts answers a failing handler with its message, without a stack', async () => {
    expect(await call('fail')).toBe('The station does not answer.');
  });

  test('webmcp.ts asks for approval, and a refused call does not run', async () => {
    expect(await call('erase')).toBe('"erase" was not run: Ada refused it.');
    expect(await tab.evaluate(() => page.shown)).toEqual(['erase: it is destructive']);
    expect(await ran()).toEqual([]);
  });

  test('webmcp.ts aborts the handler of a call that the agent aborts', async () => {
    expect(await tab.evaluate(() => page.abortWait())).toBe('AbortError');
  });

  test('webmcp.ts follows tools that are added and removed, and withdraws them all in the end', async () => {
    await tab.evaluate(() => {
      page.add();
      page.remove('fail');
      return page.update();
    });
    expect(await tab.evaluate(() => page.names())).toEqual(['erase', 'late', 'wait', 'weather_now']);
    expect(await call('late')).toBe('late');
    await tab.evaluate(() => page.stop());
    expect(await tab.evaluate(() => page.names())).toEqual([]);
  });

  test('webmcp.ts offers the other tools if the browser refuses one, and offers that later', async () => {
    const refused = await tab.evaluate(async () => {
      await page.takeName();
      page.add();
      return page.update();
    });
    expect(refused).toContain('Duplicate');
    expect(await tab.evaluate(() => page.names())).toEqual(['erase', 'fail', 'late', 'wait', 'weather_now']);
    expect(await call('late')).toBe('of the page');
    await tab.evaluate(() => {
      page.leaveName();
      return page.update();
    });
    expect(await call('late')).toBe('late');
  });
});
