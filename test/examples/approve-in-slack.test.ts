import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type FakeSlack, type SlackMessage, startFakeSlack } from './fake-slack.ts';
import { type RunningServer, startServer } from './start-server.ts';

const atp = useATPServer();
let slack: FakeSlack;
let folder: string;
let server: RunningServer;

const start = (env: Record<string, string> = {}) =>
  startServer(['examples/approve-in-slack.ts'], {
    ...slack.env,
    ATP_URL: atp.baseUrl,
    DATA: folder,
    PORT: '0',
    ...env,
  });

beforeEach(async () => {
  slack = await startFakeSlack();
  folder = mkdtempSync(join(tmpdir(), 'approve-in-slack-'));
  server = await start();
});
afterEach(async () => {
  await server.stop();
  await slack.stop();
  rmSync(folder, { recursive: true });
});

/** Asks for a refund, and returns what the application answers. */
async function askFor(order: number) {
  const response = await fetch(`${server.url}/refunds/${order}`, { method: 'POST' });
  return { status: response.status, body: response.status === 500 ? undefined : await response.json() };
}

const click = (action: 'approve' | 'deny', options?: Parameters<FakeSlack['click']>[3], card = slack.messages[0]) =>
  slack.click(`${server.url}/slack`, card as SlackMessage, action, options);

/** Clicks, and waits until the application says in Slack what became of it. */
async function decide(...args: Parameters<typeof click>) {
  const { status, responded } = await click(...args);
  expect(status).toBe(200);
  await responded;
}

/** The orders that were refunded. */
function refunds(): string[] {
  const file = join(folder, 'refunds.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

test('approve-in-slack.ts shows the call in a card, and pays once after the click, whoever asks again', async () => {
  expect(await askFor(7)).toEqual({ status: 202, body: { waits: 'for an approval in Slack' } });
  expect(await askFor(7)).toMatchObject({ status: 202 });
  expect(slack.messages).toHaveLength(1);
  const [card] = slack.messages as [SlackMessage];
  expect(card.blocks?.[0]?.text).toMatchObject({
    type: 'plain_text',
    text: 'shop_refund {"order":7,"euros":70}\nIt needs an approval: it is destructive.',
  });
  expect(refunds()).toEqual([]);

  await decide('approve');
  const text = 'Approved by eve: "70 euros are paid back for order 7"';
  expect(slack.messages).toEqual([{ ts: card.ts, text }]);
  expect(refunds()).toEqual([expect.stringMatching(/^order 7: 70 euros \([0-9a-f]{64}-.+\)$/)]);

  await decide('approve', {}, card);
  await decide('deny', {}, card);
  const decided = 'This is already decided.';
  expect(slack.ephemeral).toEqual([decided, decided]);
  expect(await askFor(7)).toEqual({ status: 200, body: { result: '70 euros are paid back for order 7' } });
  expect(refunds()).toHaveLength(1);
  expect(slack.refused).toEqual([]);
});

test('approve-in-slack.ts does not pay after a no, and the code reads who said it', async () => {
  await askFor(8);
  await decide('deny', { user: 'adam' });
  expect(slack.messages[0]?.text).toMatch(/^Denied by adam/);
  expect(slack.messages[0]?.text).toContain('adam did not approve it');
  expect(refunds()).toEqual([]);
});

test('approve-in-slack.ts pays when it was restarted between the card and the click', async () => {
  await askFor(9);
  await server.stop();
  server = await start();
  await decide('approve');
  expect(slack.messages[0]?.text).toBe('Approved by eve: "90 euros are paid back for order 9"');
  expect(refunds()).toHaveLength(1);
});

test('approve-in-slack.ts pays once if two people click at the same time', async () => {
  await askFor(10);
  const [card] = slack.messages;
  await Promise.all([decide('approve', {}, card), decide('approve', { user: 'adam' }, card)]);
  expect([slack.ephemeral.length, slack.messages[0]?.blocks]).toEqual([1, undefined]);
  expect(refunds()).toHaveLength(1);
});

test.for<[string, Parameters<FakeSlack['click']>[3]]>([
  ['another secret', { secret: 'other' }],
  ['a timestamp of ten minutes ago', { timestamp: Math.floor(Date.now() / 1000) - 600 }],
  ['a timestamp of the future', { timestamp: Math.floor(Date.now() / 1000) + 600 }],
  ['no number as its timestamp', { timestamp: Number.NaN }],
  ['a body that was changed', { tamper: (body) => body.replace('eve', 'bob') }],
])('approve-in-slack.ts refuses a click that was signed with %s', async ([, options]) => {
  await askFor(11);
  expect(await click('approve', options)).toMatchObject({ status: 401 });
  expect(slack.messages[0]?.blocks).toBeDefined();
  expect(refunds()).toEqual([]);
});

test('approve-in-slack.ts pays nothing if Slack refuses the card', async () => {
  await server.stop();
  server = await start({ SLACK_BOT_TOKEN: 'xoxb-other' });
  expect((await askFor(12)).status).toBe(500);
  expect(slack.refused).toEqual(['invalid_auth']);
  expect(refunds()).toEqual([]);
});
