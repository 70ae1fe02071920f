import { describe, expect, test } from 'vitest';
import { createGate } from '../gate.ts';
import { openPage } from './copilotkit-page.ts';
import { serveAISDKAgent, serveLangGraphAgent } from './served-agents.ts';

const call = (id: string, name: string) => ({ id, name, input: {} });
const look = { text: ['Let me ', 'look.'], calls: [call('l1', 'locate'), call('c1', 'camera'), call('s1', 'sky')] };
const tools = { locate: () => ({ place: 'Basel' }), camera: () => 'a lake' };

/** The tool results of the page's history, by call. */
const results = (page: ReturnType<typeof openPage>) =>
  page.messages.flatMap(({ role, toolCallId, content }) => (role === 'tool' ? [`${toolCallId}: ${content}`] : []));

describe.each([
  ['LangGraph', serveLangGraphAgent],
  ['the AI SDK', serveAISDKAgent],
] as const)('a page with the core of CopilotKit, and an agent of %s', (_name, serve) => {
  test('runs two tools of the page at once, and shows text and results of the agent', async () => {
    const agent = await serve(look, { text: ['Done.'] });
    const page = openPage(agent.url, tools);
    await page.send('Look around');
    expect([page.errors, page.ran, agent.ran]).toEqual([[], ['locate', 'camera'], ['sky']]);
    expect(results(page).toSorted()).toEqual(['c1: a lake', 'l1: {"place":"Basel"}', 's1: sky done']);
    expect(page.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Done.' });
    const texts = agent.events.flatMap(({ type, delta }) => (type === 'TEXT_MESSAGE_CONTENT' ? [delta] : []));
    expect(texts).toEqual(['Let me ', 'look.', 'Done.']);
    expect(agent.lastPrompt()).toContain('a lake');
  });

  test('asks for an approval after its tools have run, and the approved tool runs once', async () => {
    const agent = await serve({ calls: [...look.calls, call('w1', 'wipe')] }, { text: ['Wiped.'] });
    const page = openPage(agent.url, tools);
    await page.send('Look around and wipe');
    expect([page.errors, page.ran, agent.ran]).toEqual([[], ['locate', 'camera'], ['sky']]);
    expect(page.isAsked()).toBe(true);
    await page.decide({ approved: true });
    expect([page.errors, page.ran, agent.ran]).toEqual([[], ['locate', 'camera'], ['sky', 'wipe']]);
    expect(page.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Wiped.' });
  });

  test.each([
    ['denied', { approved: false, reason: 'not today' }],
    ['cancelled', 'cancel'],
  ] as const)('a call that is %s does not run, and the conversation goes on', async (_how, decision) => {
    const agent = await serve({ calls: [call('w1', 'wipe')] }, { text: ['Kept.'] }, { text: ['Hello.'] });
    const page = openPage(agent.url, tools);
    await page.send('Wipe');
    await page.decide(decision);
    await page.send('Hi');
    expect([page.errors, agent.ran]).toEqual([[], []]);
    const answers = page.messages.filter(({ role, content }) => role === 'assistant' && content);
    expect(answers.map(({ content }) => content)).toEqual(['Kept.', 'Hello.']);
  });

  test('a tool that throws is an answer with the next message, which starts when the run has ended', async () => {
    const agent = await serve({ calls: [call('c1', 'camera')] }, { text: ['No camera.'] }, { text: ['Hello.'] });
    const page = openPage(agent.url, {
      camera: () => {
        throw new Error('no camera');
      },
    });
    await page.send('Take a picture');
    await page.send('Hi');
    expect(page.errors).toEqual(['no camera']);
    expect(page.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Hello.' });
    expect(agent.lastPrompt()).toContain('Error: no camera');
    expect(agent.lastPrompt()).toContain('No camera.');
  });

  test('calls that the page cannot answer end as unanswered with the next message', async () => {
    const agent = await serve({ calls: [call('l1', 'locate')] }, { text: ['Where are you?'] }, { text: ['Hello.'] });
    const started = createGate();
    const locate = () => {
      started.open();
      return new Promise(() => {});
    };
    const first = openPage(agent.url, { ...tools, locate });
    void first.send('Where am I?');
    await started.opened;
    expect(first.ran).toEqual(['locate']);
    const reloaded = openPage(agent.url, tools);
    await reloaded.send('Hi');
    expect([reloaded.errors, reloaded.ran]).toEqual([[], []]);
    expect(reloaded.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Hello.' });
    expect(agent.lastPrompt()).toContain('Where are you?');
  });

  test('a thread has several turns, and each call of each turn runs once', async () => {
    const again = { calls: [call('l2', 'locate'), call('s2', 'sky')] };
    const agent = await serve(look, { text: ['Done.'] }, again, { text: ['Again.'] });
    const page = openPage(agent.url, tools);
    await page.send('Look around');
    await page.send('And again');
    expect([page.errors, page.ran, agent.ran]).toEqual([[], ['locate', 'camera', 'locate'], ['sky', 'sky']]);
    expect(results(page)).toHaveLength(5);
    expect(page.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Again.' });
  });
});
