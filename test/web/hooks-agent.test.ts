import * as ai from 'ai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type AGUIHandler, createAGUIHandler } from 'toolferry/ag-ui';
import { aiSDKBackend } from 'toolferry/ai-sdk';
import { memoryStore } from 'toolferry/journal';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { scriptedModel } from '../ai-sdk/support/scripted-model.ts';
import { describeNeeding } from '../describe-needing.ts';
import { createGate, type Gate } from '../gate.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import type { Site } from './serve.ts';
import { startSite } from './site.ts';

describeNeeding(chromiumMissing, "agUIBackend in Chromium under React's StrictMode, with createAGUIHandler", () => {
  let [browser, context, site, tab] = [] as unknown as [Browser, BrowserContext, Site, Page];
  let agent: ReturnType<typeof createAgent>;
  let ran: string[] = [];
  let gate: Gate | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
    site = await startSite({
      page: 'agent.tsx',
      async fetch(request) {
        const [, first, name = ''] = new URL(request.url).pathname.split('/');
        if (first === 'agent') return agent.handler(request);
        if (first === 'handlers') ran.push(name);
        await gate?.opened;
        return new Response(`${name} done`);
      },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });
  beforeEach(async () => {
    await context?.close();
    context = await browser.newContext();
    agent = createAgent();
    [ran, gate] = [[], undefined];
    tab = await context.newPage();
    await tab.goto(site.url);
  });
  const click = (name: string) => tab.getByRole('button', { name }).click();
  const ended = (text: string) => tab.getByText(text, { exact: true }).waitFor();
  const running = (...names: string[]) => expect.poll(() => ran).toEqual(names);

  test.each([
    ['Run', ['pay'], 'pay done'],
    ['Refuse', [], 'not today'],
  ])(
    'a client tool runs in the page, and the approval of a tool of the server is asked there: %s',
    async (answer, paid, saw) => {
      await click('Ask');
      await tab.getByRole('region', { name: 'Approve pay' }).filter({ hasText: '{"amount":7}' }).waitFor();
      await click(answer);
      await ended('ended: done');
      expect(ran).toEqual(['locate']);
      expect(agent.ran).toEqual(paid);
      expect(agent.lastPrompt()).toContain(saw);
      expect(agent.lastPrompt()).toContain('locate done');
      expect(await tab.getByRole('log').innerText()).toMatch(/^Looking\. .*\[tool-call\].* done$/);
    },
  );

  test('a reload while a handler runs continues the run under its key, and the call is answered with outcome_unknown', async () => {
    gate = createGate();
    await click('Ask');
    await running('locate');
    await tab.reload();
    await click('Run');
    await ended('ended: done');
    gate.open();
    expect(ran).toEqual(['locate']);
    expect(agent.lastPrompt()).toContain('Nobody knows whether');
    expect(agent.ran).toEqual(['pay']);
  });

  test('a reload while an approval waits asks again, and the recorded result of the earlier call is not asked for', async () => {
    await click('Ask');
    await tab.getByRole('region', { name: 'Approve pay' }).waitFor();
    await tab.reload();
    await click('Run');
    await ended('ended: done');
    expect(ran).toEqual(['locate']);
    expect(agent.ran).toEqual(['pay']);
    expect(agent.prompts()).toBe(3);
  });

  test('an aborted signal ends the run in the page, and DELETE ends it on the server', async () => {
    gate = createGate();
    await click('Ask');
    await running('locate');
    await click('Stop');
    await ended('stopped, 204');
    gate.open();
    await tab.reload();
    await ended('ready');
    expect(agent.prompts()).toBe(1);
  });
});

/** An agent of `streamText`, which calls `locate` of the page, then its own `pay`, and then answers `done`. */
function createAgent() {
  const ran: string[] = [];
  const { model, prompts } = scriptedModel(
    [{ type: 'text', text: 'Looking.' }, { name: 'locate' }],
    [{ name: 'pay', input: { amount: 7 } }],
  );
  const pay = ai.tool({
    description: 'pay',
    inputSchema: ai.jsonSchema({ type: 'object' }),
    needsApproval: true,
    execute() {
      ran.push('pay');
      return 'pay done';
    },
  });
  const conversations = new Map<string, Map<string, ai.ModelMessage>>();
  const handler: AGUIHandler = createAGUIHandler(aiSDKBackend({ model, tools: { pay } } as never), {
    store: memoryStore(),
    authorize: () => 'Ada',
    serverTools: ['pay'],
    toRequest({ threadId, messages }) {
      const conversation = conversations.get(threadId) ?? new Map<string, ai.ModelMessage>();
      for (const { id, content } of messages) conversation.set(id, { role: 'user', content: String(content) });
      conversations.set(threadId, conversation);
      return [...conversation.values()];
    },
  });
  const lastPrompt = () => JSON.stringify(prompts.at(-1)?.prompt);
  return { handler, ran, prompts: () => prompts.length, lastPrompt };
}
