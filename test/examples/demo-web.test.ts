/** The demo of a page with tools, which runs once. Outside CI, what it needs may be missing: then it is skipped, with the reason. */
import { beforeAll, expect, test } from 'vitest';
import { closed, type PageCall, problemsOf, reloaded } from '../../examples/web/demo/calls.ts';
import { createLooks } from '../../examples/web/demo/look.ts';
import { describeNeeding } from '../describe-needing.ts';
import { postgresMissing } from '../peers/postgres.ts';
import { chromiumMissing, launchChromium } from '../web/chromium.ts';
import { runExample } from './run-example.ts';

describeNeeding(postgresMissing ?? chromiumMissing, 'a page with tools', () => {
  let output = '';
  beforeAll(async () => {
    output = await runExample('web/demo.ts');
  });

  /** Returns the cells of the demo's table, by handler. */
  const rowOf = (agent: string, handler: string) => {
    const rows = output.split('\n').map((line) => line.split(/ {2,}/));
    const [, , calls, runs, most, outcomes] =
      rows.find(([first, second]) => first === agent && second === handler) ?? [];
    return { calls, runs, most, outcomes };
  };

  test.each([
    'reloaded in the middle of save_note',
    reloaded,
    'opened in a second tab',
    closed,
    'offline while its tools answered',
    'cut off, because its replica is killed in a server tool',
    'used with the keyboard only',
    'stopped by the user, who then sends another message',
  ])('each agent finishes its task in a page that is %s', (title) => {
    expect(output).toContain(`The page is ${title}`);
  });

  test.each(['langgraph', 'ai-sdk'])(
    '%s: the handler that is not safe to repeat runs once for each approved call, and the call that a reload cut off is answered with outcome_unknown',
    (agent) => {
      const outcomes = '1 denied, 7 done, 1 outcome_unknown';
      expect(rowOf(agent, 'save_note')).toEqual({ calls: '9', runs: '8', most: '1', outcomes });
    },
  );

  test.each(['langgraph', 'ai-sdk'])('%s: a call that is safe to repeat runs again if it was cut off', (agent) => {
    expect(rowOf(agent, 'locate')).toMatchObject({ calls: '10', runs: '10', most: '1' });
    expect(rowOf(agent, 'pick_file')).toMatchObject({ calls: '10', runs: '12', most: '2' });
  });

  test('axe finds nothing in any state of the page, on a phone and a desktop, in the light and in the dark', () => {
    expect(output).toMatch(/\n40 screenshots in .*; axe found 0 problems in them\.\n/);
  });

  test('the demo fails for what axe finds, and for a page that is wider than a phone', async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.setContent('<html lang="en"><title>Page</title><main><h1>Page</h1><pre style="width: 500px">text');
    const { look, findings } = createLooks();
    await look(page, 'wide');
    await page.setContent('<html lang="en"><title>Page</title><main><h1>Page</h1><button>');
    await look(page, 'nameless');
    await browser.close();
    const rules = (state: string) => new Set(findings.filter((f) => f.state.startsWith(state)).map(({ rule }) => rule));
    expect(rules('wide-phone')).toEqual(new Set(['the page is wider than the window']));
    expect(rules('wide-desktop')).toEqual(new Set());
    expect(rules('nameless')).toEqual(new Set(['button-name']));
  });
});

test('the demo fails for a handler that ran twice, a call without an answer, and an agent that saw no outcome_unknown', () => {
  const call: PageCall = {
    agent: 'langgraph',
    scene: 'reloaded in the middle of save_note',
    id: 'c1',
    tool: 'save_note',
    runs: 1,
    outcome: 'outcome_unknown',
  };
  const good: PageCall[] = [call, { ...call, agent: 'ai-sdk' }];
  expect(problemsOf(good)).toEqual([]);
  expect(problemsOf([...good, { ...call, scene: reloaded, tool: 'pick_file', runs: 2 }])).toEqual([]);
  expect(problemsOf([...good, { ...call, scene: reloaded, runs: 2 }])).toEqual([
    `langgraph, ${reloaded}: the handler of a call of save_note ran 2 times`,
  ]);
  expect(problemsOf([...good, { ...call, outcome: 'open' }])).toEqual([
    'langgraph, reloaded in the middle of save_note: a call of save_note has no answer',
  ]);
  expect(problemsOf([call])).toEqual(['ai-sdk: no call of save_note that ran once was answered outcome_unknown']);
});
