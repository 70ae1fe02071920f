import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeNeeding } from '../describe-needing.ts';
import { createGate, type Gate } from '../gate.ts';
import { type LangGraphServer, startLangGraph } from '../peers/langgraph/start-server.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import type { StreamPage } from './pages/stream.tsx';
import type { Site } from './serve.ts';
import { startSite } from './site.ts';

declare const page: StreamPage;

type Calls = Parameters<StreamPage['send']>[0];

interface ThreadState {
  readonly values: { readonly messages: readonly { readonly content: unknown }[] };
}

describeNeeding(chromiumMissing, 'useStream in Chromium under StrictMode, with the LangGraph server', () => {
  let [browser, context, site, server] = [] as unknown as [Browser, BrowserContext, Site, LangGraphServer];
  let ran: string[] = [];
  let gates: Partial<Record<string, Gate>> = {};
  beforeAll(async () => {
    const starting = startLangGraph(new URL('stream-agent.ts', import.meta.url));
    browser = await launchChromium();
    site = await startSite({
      page: 'stream.tsx',
      async fetch({ url }) {
        const name = url.split('/').at(-1) ?? '';
        if (!url.includes('/handlers/')) return new Response(null, { status: 404 });
        ran.push(name);
        await gates[name]?.opened;
        return new Response(`${name} done`);
      },
    });
    server = await starting;
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    [ran, gates] = [[], {}];
    await context?.close();
    context = await browser.newContext();
  });

  const open = async (by: 'tools' | 'effect') => {
    const tab = await context.newPage();
    await tab.goto(`${site.url}/?by=${by}&api=${server.url}`);
    return tab;
  };
  const send = (tab: Page, ...calls: Calls) => tab.evaluate((each) => page.send(each), calls);
  const answered = async (tab: Page) => {
    await tab.waitForFunction(() => page.isAnswered);
    expect(await tab.evaluate(() => page.error)).toBeUndefined();
    return tab.evaluate(() => page.messages.filter(({ type }) => type === 'tool'));
  };
  const running = (...names: string[]) => expect.poll(() => ran.toSorted()).toEqual(names.toSorted());
  const hold = (name: string) => {
    const gate = createGate();
    gates[name] = gate;
    return gate;
  };

  test.each([
    ['toHeadlessTools, one call in each message', 'tools', [['locate'], ['photograph'], ['crash'], ['look']]],
    ['answerHeadlessCalls, parallel calls', 'effect', [['locate', 'photograph', 'crash', 'look']]],
  ] as const)('with %s, results, images and failures arrive, and each handler runs once', async (_, by, turns) => {
    const tab = await open(by);
    for (const [index, names] of turns.entries()) {
      await send(tab, ...names.map((name) => ({ id: `id-${name}`, name })));
      const answers = index + 1;
      await tab.waitForFunction(
        (count) => page.messages.filter(({ content }) => content === 'done').length === count,
        answers,
      );
    }
    const messages = await answered(tab);
    expect(Object.fromEntries(messages.map((message) => [message.tool_call_id, message]))).toMatchObject({
      'id-locate': { content: '{"city":"locate done"}', status: 'success' },
      'id-photograph': { content: [{ type: 'image_url' }], artifact: { width: 1 }, status: 'success' },
      'id-crash': { content: 'no GPS', status: 'error' },
      'id-look': { content: '{"seen":"look done"}', status: 'success' },
    });
    expect(JSON.stringify(messages)).not.toMatch(/token-of-ada|secret/);
    expect(ran.toSorted()).toEqual(turns.flat().toSorted());
  });

  test('a reload while handlers run answers the call with outcome_unknown, and repeats one that only reads', async () => {
    const tab = await open('effect');
    const held = [hold('locate'), hold('look')];
    await send(tab, { id: '1', name: 'locate' }, { id: '2', name: 'look' });
    await running('locate', 'look');
    await tab.reload();
    await running('locate', 'look', 'look');
    for (const gate of held) gate.open();
    expect(await answered(tab)).toMatchObject([
      { status: 'error', content: expect.stringContaining('Nobody knows whether "locate" ran') },
      { status: 'success', content: '{"seen":"look done"}' },
    ]);
    expect(ran.toSorted()).toEqual(['locate', 'look', 'look']);
  });

  test('two tabs with one thread run a call once, and both show the answer', async () => {
    const tab = await open('effect');
    const gate = hold('locate');
    await send(tab, { id: '1', name: 'locate' });
    await running('locate');
    const other = await open('effect');
    // It has read the thread, and waits for the call.
    await other.waitForFunction(async () => (await navigator.locks.query()).pending?.length === 1);
    gate.open();
    for (const each of [tab, other])
      expect(await answered(each)).toMatchObject([{ content: '{"city":"locate done"}' }]);
    expect(ran).toEqual(['locate']);
  });

  test('a call that ended while its page was offline is answered when the page is online again', async () => {
    const tab = await open('effect');
    const gate = hold('locate');
    await send(tab, { id: '1', name: 'locate' });
    await running('locate');
    await tab.route(`${server.url}/**`, (route) => route.abort());
    const tries = tab.waitForRequest((request) => request.url().startsWith(server.url));
    gate.open();
    await tries;
    await tab.unrouteAll();
    expect(await answered(tab)).toMatchObject([{ content: '{"city":"locate done"}' }]);
    expect(ran).toEqual(['locate']);
  });

  test('a call of a thread that the page has left is answered there, and the page shows the other thread', async () => {
    const tab = await open('effect');
    await send(tab, { id: 'b', name: 'look' });
    await answered(tab);
    const other = await tab.evaluate(() => page.thread);
    await tab.evaluate(() => page.show(null));
    await tab.waitForFunction(() => page.messages.length === 0);
    const gate = hold('locate');
    await send(tab, { id: 'a', name: 'locate' });
    await running('locate', 'look');
    const left = await tab.evaluate(() => page.thread);
    await tab.evaluate((thread) => page.show(thread), other);
    expect(await answered(tab)).toMatchObject([{ tool_call_id: 'b' }]);
    gate.open();
    const messagesOf = async (thread: string | null) => {
      const state = (await (await fetch(`${server.url}/threads/${thread}/state`)).json()) as ThreadState;
      return state.values.messages.map(({ content }) => content);
    };
    await expect.poll(() => messagesOf(left)).toContain('{"city":"locate done"}');
    expect(await answered(tab)).toMatchObject([{ tool_call_id: 'b' }]);
    expect(await messagesOf(other)).not.toContain('{"city":"locate done"}');
    expect(ran).toEqual(['look', 'locate']);
  });

  test('a call id that a later message has again is another call', async () => {
    const tab = await open('effect');
    for (const calls of [1, 2]) {
      await send(tab, { id: 'call_0', name: 'locate' });
      await tab.waitForFunction((count) => page.isAnswered && page.messages.length === 4 * count, calls);
    }
    expect(ran).toEqual(['locate', 'locate']);
  });

  test('a call of a tool that the bridge does not have is left to other code, and the others are sent once', async () => {
    const tab = await open('effect');
    const resumed: string[] = [];
    tab.on('request', (request) => {
      if (request.postData()?.includes('"resume"')) resumed.push(request.postData() ?? '');
    });
    const resumes = tab.waitForRequest((request) => request.postData()?.includes('"resume"') === true);
    await send(tab, { id: '1', name: 'ask' }, { id: '2', name: 'locate' });
    await resumes;
    const interrupt = await tab.evaluate(async () => {
      const all = await page.interrupts();
      return all.find(({ value }) => value?.toolCall?.id === '1')?.id ?? '';
    });
    await tab.evaluate((id) => page.answer({ [id]: { 1: 'by the page' } }), interrupt);
    expect(await answered(tab)).toMatchObject([{ content: 'by the page' }, { content: '{"city":"locate done"}' }]);
    expect(resumed).toHaveLength(2);
    expect(ran).toEqual(['locate']);
  });
});
