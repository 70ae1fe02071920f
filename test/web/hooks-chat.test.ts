import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { describeNeeding } from '../describe-needing.ts';
import { type ChatSite, startChatSite } from './chat-site.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import type { ChatPage } from './pages/chat.tsx';

declare const page: ChatPage;

type ScriptedCalls = Parameters<ChatPage['send']>[0];

describeNeeding(chromiumMissing, 'useChat in Chromium under StrictMode', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  describe.each([5, 6, 7] as const)('of ai %i', (major) => {
    let site: ChatSite;
    let context: BrowserContext;
    beforeAll(async () => {
      site = await startChatSite(major);
      context = await browser.newContext();
    });
    afterAll(() => site?.stop());
    afterEach(async () => {
      const errors = await Promise.all(context.pages().map((tab) => tab.evaluate(() => page.errors)));
      expect(errors.flat()).toEqual([]);
    });

    /** Opens a tab with a new chat, or with one that another tab has. */
    const open = async (by: 'event' | 'effect', chat: string = crypto.randomUUID(), resume = '') => {
      const tab = await context.newPage();
      await tab.goto(`${site.url}/?by=${by}&id=${chat}${resume}`);
      return { tab, chat };
    };
    const send = (tab: Page, ...calls: ScriptedCalls) => tab.evaluate((each) => page.send(each), calls);
    const partsOf = (tab: Page, ids: readonly string[]) =>
      tab.evaluate((each) => page.parts.filter(({ toolCallId }) => toolCallId && each.includes(toolCallId)), ids);
    /** Waits until these calls have an answer and the model has answered with text, and returns their parts. */
    const answered = async (tab: Page, ...ids: readonly string[]) => {
      await tab.waitForFunction(
        (each) =>
          page.isAnswered &&
          each.every((id) =>
            page.parts.some(({ toolCallId, state }) => toolCallId === id && state?.startsWith('output')),
          ),
        ids,
      );
      return partsOf(tab, ids);
    };
    const ask = async (tab: Page, ...calls: ScriptedCalls) => {
      await send(tab, ...calls);
      return answered(tab, ...calls.map(({ id }) => id));
    };
    const running = (chat: string, ...names: string[]) =>
      expect.poll(() => site.ran(chat).toSorted()).toEqual(names.toSorted());

    test('the page has one copy of ai, and it is that of the major', async () => {
      const script = await (await fetch(`${site.url}/page.js`)).text();
      const copies = script.match(/^\/\/ node_modules\/(ai|ai-v\d|.*\/node_modules\/ai)\/dist\//gm);
      expect(new Set(copies)).toEqual(new Set([`// node_modules/${major === 7 ? 'ai' : `ai-v${major}`}/dist/`]));
    });

    describe.each([
      ['answerToolCall in onToolCall', 'event'],
      ['answerOpenCalls in an effect', 'effect'],
    ] as const)('with %s', (_, by) => {
      let tab: Page;
      let chat: string;
      beforeAll(async () => {
        ({ tab, chat } = await open(by));
      });

      test('parallel calls run once each', async () => {
        const before = site.ran(chat).length;
        const parts = await ask(
          tab,
          { id: 'p1', name: 'locate' },
          { id: 'p2', name: 'sky' },
          { id: 'p3', name: 'look' },
        );
        expect(parts.map(({ toolCallId, output }) => [toolCallId, output])).toEqual([
          ['p1', { city: 'locate done' }],
          ['p2', 'sky done'],
          ['p3', { seen: 'look done' }],
        ]);
        expect(site.ran(chat).slice(before).toSorted()).toEqual(['locate', 'look', 'sky']);
        const saw = { p1: { value: { city: 'locate done' } }, p3: { value: { seen: 'look done' } } };
        expect(site.saw(chat)).toMatchObject(saw);
      });

      test('a failed call is an output-error without stack, path and cause, and the chat continues', async () => {
        const errorText = 'no GPS';
        expect(await ask(tab, { id: 'f1', name: 'crash' })).toMatchObject([{ state: 'output-error', errorText }]);
        await ask(tab, { id: 'f2', name: 'locate' });
        expect(site.saw(chat)).toMatchObject({ f1: { type: 'error-text', value: errorText }, f2: { type: 'json' } });
        expect(JSON.stringify(await partsOf(tab, ['f1']))).not.toMatch(/token-of-ada|secret/);
      });

      test('an input that the schema of the page refuses does not reach the handler', async () => {
        const before = site.ran(chat).length;
        const parts = await ask(tab, { id: 'i1', name: 'locate', input: { precise: 'very' } });
        const errorText = 'Invalid input for "locate": precise: must be boolean.';
        expect(parts).toMatchObject([{ state: 'output-error', errorText }]);
        expect(site.ran(chat).slice(before)).toEqual([]);
      });

      test('an image is shown by the page, and is an image for the model', async () => {
        await ask(tab, { id: 's1', name: 'photograph' });
        expect(await tab.locator('img').getAttribute('src')).toBe('data:image/png;base64,iVBORw0KGgo=');
        const type = { 5: 'media', 6: 'image-data', 7: 'file' }[major];
        expect(site.saw(chat)).toMatchObject({ s1: { type: 'content', value: [{ type, mediaType: 'image/png' }] } });
      });

      test('each approval decides the call that was shown, once', async () => {
        const before = site.ran(chat).length;
        await send(tab, { id: 'a1', name: 'wipe' }, { id: 'a2', name: 'wipe', input: { precise: true } });
        const dialogs = tab.getByRole('region', { name: 'Approve wipe' });
        await dialogs.filter({ hasText: '{}' }).getByRole('button', { name: 'Refuse' }).click();
        await dialogs.filter({ hasText: '{"precise":true}' }).getByRole('button', { name: 'Run' }).click();
        expect(await answered(tab, 'a1', 'a2')).toMatchObject([
          { state: 'output-error', errorText: '"wipe" was not run: not today.' },
          { input: { precise: true }, output: 'wipe done' },
        ]);
        expect(await tab.evaluate(() => page.decided)).toEqual([true, false, true, false]);
        expect(site.ran(chat).slice(before)).toEqual(['wipe']);
      });

      test('a tool that the bridge does not have is left to the page', async () => {
        await send(tab, { id: 't1', name: 'ask' }, { id: 't2', name: 'locate' });
        await tab.waitForFunction(() => page.parts.some(({ toolCallId, output }) => toolCallId === 't2' && output));
        expect(await partsOf(tab, ['t1'])).toMatchObject([{ state: 'input-available' }]);
        await tab.evaluate(() => page.answer('t1', 'ask'));
        expect(await answered(tab, 't1', 't2')).toMatchObject([
          { output: 'by the page' },
          { output: { city: 'locate done' } },
        ]);
      });
    });

    test('a call that ended before a reload, of which the messages do not have the output, gets its recorded result', async () => {
      const { tab, chat } = await open('effect');
      const gate = site.hold(chat, 'locate');
      await send(tab, { id: '1', name: 'locate' });
      await running(chat, 'locate');
      const messages = await tab.evaluate((key) => localStorage.getItem(key) ?? '', chat);
      gate.open();
      await answered(tab, '1');
      await tab.evaluate(([key, value]) => localStorage.setItem(key, value), [chat, messages] as const);
      await tab.reload();
      expect(await answered(tab, '1')).toMatchObject([{ output: { city: 'locate done' } }]);
      expect(site.ran(chat)).toEqual(['locate']);
    });

    test('a reload while handlers run answers the call with outcome_unknown, and repeats one that only reads', async () => {
      const { tab, chat } = await open('effect');
      const gates = [site.hold(chat, 'locate'), site.hold(chat, 'look')];
      await send(tab, { id: '1', name: 'locate' }, { id: '2', name: 'look' });
      await running(chat, 'locate', 'look');
      await tab.reload();
      await running(chat, 'locate', 'look', 'look');
      for (const gate of gates) gate.open();
      expect(await answered(tab, '1', '2')).toMatchObject([
        { state: 'output-error', errorText: expect.stringContaining('Nobody knows whether "locate" ran') },
        { output: { seen: 'look done' } },
      ]);
      expect(site.ran(chat).toSorted()).toEqual(['locate', 'look', 'look']);
    });

    test('two tabs with one chat run a call once, and both get its result', async () => {
      const { tab, chat } = await open('effect');
      const gate = site.hold(chat, 'locate');
      await send(tab, { id: '1', name: 'locate' });
      await running(chat, 'locate');
      const { tab: other } = await open('effect', chat);
      await other.waitForFunction(() => page.parts.some(({ state }) => state === 'input-available'));
      gate.open();
      for (const each of [tab, other])
        expect(await answered(each, '1')).toMatchObject([{ output: { city: 'locate done' } }]);
      expect(site.ran(chat)).toEqual(['locate']);
    });

    test('a response that is resumed after a reload passes its calls again, and they run once', async () => {
      const { tab, chat } = await open('effect', undefined, '&resume');
      const gate = site.hold(chat, 'sky');
      await send(tab, { id: '1', name: 'locate' }, { id: '2', name: 'sky' });
      await tab.waitForFunction(() => page.parts.some(({ output }) => output));
      await tab.reload();
      // The messages that were kept have an output too.
      await tab.getByRole('status').filter({ hasText: 'streaming' }).waitFor();
      await tab.waitForFunction(() => page.parts.some(({ output }) => output));
      gate.open();
      expect(await answered(tab, '1', '2')).toMatchObject([
        { output: { city: 'locate done' } },
        { output: 'sky done' },
      ]);
      expect(site.ran(chat).toSorted()).toEqual(['locate', 'sky']);
    });
  });
});
