import type { Page } from 'playwright-core';
import { approvalDigest } from 'toolferry';
import { expect, test } from 'vitest';
import { abandon, callOf, describePages, execute, run, timesRan, untilRan } from './journal-pages.ts';
import type { CallsPage, Outcome } from './pages/journal-calls.ts';

declare const page: CallsPage;

/** Runs on a server of runs as an AG-UI agent, under one key. */
function runAgent(tab: Page, { path }: { readonly path: string }): Promise<Outcome> {
  return tab.evaluate((given) => page.runAgent(`${given}/ag-ui`, given), path);
}

describePages('a page on an origin without TLS', (pages) => {
  const ran = (id: string) => timesRan(pages.site, id);
  const insecureUrl = () => `${pages.site.insecureUrl}?leaseMs=3000`;
  const openTab = () => pages.openTab(insecureUrl());

  test('the origin has no locks, no crypto.subtle and no randomUUID', async () => {
    const tab = await openTab();
    expect(await tab.evaluate(() => page.platform)).toEqual({
      isSecure: false,
      hasSubtle: false,
      hasRandomUUID: false,
      hasLocks: false,
    });
  });

  test('a call with a key runs once, also after a reload', async () => {
    const tab = await openTab();
    const answer = await execute(tab, callOf('send', 'plain'));
    expect(answer).toMatchObject({ output: 'did plain' });
    await tab.reload();
    expect(await execute(tab, callOf('send', 'plain'))).toEqual(answer);
    expect(ran('plain')).toBe(1);
  });

  test('the digest of an approval is that of a page with TLS and of a server', async () => {
    const call = callOf('pay', 'digest', { waits: true });
    const [tab, secure] = [await openTab(), await pages.openTab()];
    const digest = await approvalDigest(call);
    expect(await tab.evaluate((given) => page.digest(given), call)).toBe(digest);
    expect(await secure.evaluate((given) => page.digest(given), call)).toBe(digest);
  });

  test.for([
    ['without TLS', insecureUrl],
    ['with TLS', () => pages.site.url],
  ] as const)(
    'a run of an AG-UI agent on an origin %s starts once although its first response was lost',
    async ([, url]) => {
      const tab = await pages.openTab(url());
      const server = await pages.site.startRuns([callOf('send', 'agent')]);
      const isLost = server.loseResponse('start');
      abandon(runAgent(tab, server));
      await isLost;
      await tab.reload();
      const before = pages.site.ran.length;
      expect(await runAgent(tab, server)).toMatchObject({ output: { threadId: expect.any(String) } });
      expect(server.started).toEqual(['run0']);
      expect(server.accepted.get('run0.agent')).toMatchObject({ output: 'did run0.agent' });
      expect(pages.site.ran.slice(before)).toEqual(['run0.agent']);
    },
  );

  test('a second tab is refused with already_resumed while the first runs the call, and has its result afterwards', async () => {
    const [first, second] = [await openTab(), await openTab()];
    const call = callOf('send', 'busy', { waits: true });
    const result = execute(first, call);
    await untilRan(pages.site, 'busy');
    expect(await execute(second, call)).toMatchObject({ error: { code: 'already_resumed' } });
    await first.evaluate(() => page.finish());
    expect(await execute(second, call)).toEqual(await result);
    expect(await result).toMatchObject({ output: 'did busy' });
    expect(ran('busy')).toBe(1);
  });

  test('a run is refused with already_resumed while another tab has it', async () => {
    const [first, second] = [await openTab(), await openTab()];
    const server = await pages.site.startRuns([callOf('send', 'held', { waits: true })]);
    const outcome = run(first, server);
    await untilRan(pages.site, 'run0.held');
    expect(await run(second, server)).toEqual({ code: 'already_resumed' });
    await first.evaluate(() => page.finish());
    expect(await outcome).toEqual({ output: 'complete' });
    expect(await run(second, server)).toEqual({ output: 'complete' });
    expect(ran('run0.held')).toBe(1);
  });

  test.for([
    ['closed', (tab: Page) => tab.close()],
    ['reloaded', (tab: Page) => tab.reload()],
  ] as const)('a run of a tab that was %s is taken over after its lease', async ([end, endTab]) => {
    const [first, second] = [await openTab(), await openTab()];
    const server = await pages.site.startRuns([callOf('send', end, { waits: true })]);
    abandon(run(first, server));
    await untilRan(pages.site, `run0.${end}`);
    await endTab(first);
    expect(await run(second, server)).toEqual({ output: 'complete' });
    expect(server.accepted.get(`run0.${end}`)).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(ran(`run0.${end}`)).toBe(1);
  });

  test('a reload continues its own run after the lease, because each page has a name of its own', async () => {
    const tab = await openTab();
    const server = await pages.site.startRuns([callOf('look', 'mine', { waits: true })]);
    abandon(run(tab, server));
    await untilRan(pages.site, 'run0.mine');
    await tab.reload();
    await tab.evaluate(() => page.finish());
    expect(await run(tab, server)).toEqual({ output: 'complete' });
    expect(ran('run0.mine')).toBe(2);
  });
});

describePages('a page that may not use IndexedDB', (pages) => {
  test('a call with a key does not run, and fails with journal_failed', async () => {
    const tab = await pages.context.newPage();
    await tab.route('**/*', async (route) => {
      const response = await route.fetch();
      const headers = {
        ...response.headers(),
        'content-security-policy': 'sandbox allow-scripts',
        'access-control-allow-origin': '*',
      };
      await route.fulfill({ response, headers });
    });
    await tab.goto(pages.site.url);
    await tab.waitForFunction(() => page.platform);
    expect(await execute(tab, callOf('send', 'sandboxed'))).toMatchObject({ error: { code: 'journal_failed' } });
    const server = await pages.site.startRuns([callOf('send', 'sandboxed')]);
    expect(await run(tab, server)).toEqual({ code: 'journal_failed' });
    expect(server.started).toEqual([]);
    expect(await tab.evaluate(() => page.failures())).toEqual(['SecurityError']);
    expect(await tab.evaluate(() => page.ran)).toEqual([]);
  });
});
