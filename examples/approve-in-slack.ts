/**
 * Refunds that a person approves in Slack, days later if necessary. `POST /refunds/7` starts a run on an ATP server. Its refund is
 * put off, and a card with two buttons is posted. The click resumes the run, also in a process that was started since, because the
 * journal has its pause. By default an ATP server forgets a paused run after an hour: docs/approvals.md.
 * Needs an ATP server (ATP_URL), SLACK_BOT_TOKEN (scope chat:write), SLACK_CHANNEL and SLACK_SIGNING_SECRET; Slack's Interactivity
 * Request URL is /slack. Whoever is in the channel can decide. Keeps its files in DATA (default .), listens on PORT (default 3000).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type ApprovalRequest, approvalDigest, defineTool, type LateDecision, ToolferryError } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { createJournal, sqliteStore } from 'toolferry/journal';

const {
  ATP_URL = 'http://localhost:3333',
  SLACK_API = 'https://slack.com/api',
  DATA = '.',
  PORT = '3000',
} = process.env;
const [token, channel, secret] = ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL', 'SLACK_SIGNING_SECRET'].map((name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}) as [string, string, string];
const day = 24 * 60 * 60 * 1000;

const inputSchema = {
  type: 'object',
  properties: { order: { type: 'integer' }, euros: { type: 'number' } },
  required: ['order'],
} as const;
const find = defineTool({
  namespace: 'shop',
  name: 'find',
  description: 'Find an order',
  inputSchema,
  metadata: { operationType: 'read' },
  handler: ({ order }) => ({ order, euros: order * 10 }),
});
const refund = defineTool({
  namespace: 'shop',
  name: 'refund',
  description: 'Pay money back to the customer',
  inputSchema,
  metadata: { operationType: 'destructive' },
  handler: ({ order, euros }, { idempotencyKey }) => {
    // In place of a payment service, which would take the idempotency key too.
    appendFileSync(`${DATA}/refunds.txt`, `order ${order}: ${euros} euros (${idempotencyKey})\n`);
    return `${euros} euros are paid back for order ${order}`;
  },
});

const journal = createJournal(sqliteStore(new DatabaseSync(`${DATA}/runs.db`)), { holder: 'approve-in-slack' });
const sessionFile = `${DATA}/session.json`;
const atp = await connectATP({
  baseUrl: ATP_URL,
  tools: [find, refund],
  journal,
  session: existsSync(sessionFile) ? JSON.parse(readFileSync(sessionFile, 'utf8')) : undefined,
  async approve(request) {
    // Only this session can resume the run. It is a credential.
    writeFileSync(sessionFile, JSON.stringify(atp.session), { mode: 0o600 });
    await postCard(request);
    return 'later';
  },
});

/** The value of a button: the call that it decides, its run, and the digest of exactly what was shown. */
interface Shown {
  readonly key: string;
  readonly id: string;
  readonly digest: string;
}

/** Posts a card. Throws if Slack refuses it (more than 3,000 characters): nobody can see the call, so it is denied. */
async function postCard({ call, reason, key = '' }: ApprovalRequest): Promise<void> {
  const value = JSON.stringify({ key, id: call.id, digest: await approvalDigest(call) } satisfies Shown);
  // Plain text: no input can look like a button or a link.
  const text = `${call.name} ${JSON.stringify(call.input)}\nIt needs an approval: ${reason}.`;
  const button = (action_id: string, label: string, style: string) => ({
    type: 'button',
    action_id,
    text: { type: 'plain_text', text: label },
    style,
    value,
  });
  const card = {
    channel,
    text: 'A call needs an approval.',
    blocks: [
      { type: 'section', text: { type: 'plain_text', text, emoji: false } },
      { type: 'actions', elements: [button('approve', 'Approve', 'primary'), button('deny', 'Deny', 'danger')] },
    ],
  };
  const response = await postJSON(`${SLACK_API}/chat.postMessage`, card, { authorization: `Bearer ${token}` });
  const { ok, error } = (await response.json()) as { ok: boolean; error?: string };
  if (!ok) throw new Error(`Slack refused the card: ${error}`);
}

async function postJSON(url: string, message: object, headers?: Record<string, string>): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(message),
  });
  if (!response.ok) throw new Error(`Slack answered ${response.status}.`);
  return response;
}

/** Resumes a run with the decision of a person. Returns what the person reads, and whether the card has had its effect. */
async function decide({ key, id, digest }: Shown, approved: boolean, approver: string) {
  const run = (await journal.open()).find((open) => open.key === key);
  const waiting = run?.pause?.calls.find((call) => call.id === id)?.waiting;
  if (!run?.pause || waiting?.digest !== digest) return { text: 'This is already decided.', isDone: false };
  const decision: LateDecision = { approved, digest, approver, expiresAt: waiting.askedAt + 7 * day };
  const words = approved ? `Approved by ${approver}` : `Denied by ${approver}`;
  try {
    const { result } = await atp.resume(run.pause, { decisions: { [id]: decision } });
    return { text: `${words}: ${JSON.stringify(result)}`, isDone: true };
  } catch (error) {
    if (!ToolferryError.isInstance(error)) throw error;
    if (error.code === 'approval_pending') return { text: `${words}. Another call waits.`, isDone: true };
    // Another click was faster, or the other calls of the run have not ended.
    if (error.code === 'already_resumed') return { text: 'The run is at work. Try again in a minute.', isDone: false };
    return { text: `${words}, but the run failed: ${error.message}`, isDone: true };
  }
}

/** Returns whether Slack signed this request with the secret, in the last five minutes. */
function isFromSlack(headers: Headers, body: string): boolean {
  const timestamp = headers.get('x-slack-request-timestamp') ?? '';
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300)) return false;
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const [expected, given] = [`v0=${digest}`, headers.get('x-slack-signature') ?? ''].map((text) => Buffer.from(text));
  return expected?.length === given?.length && timingSafeEqual(expected as Buffer, given as Buffer);
}

const app = new Hono();

app.post('/slack', async (context) => {
  const body = await context.req.text();
  if (!isFromSlack(context.req.raw.headers, body)) return context.text('This request was not signed by Slack.', 401);
  const { actions, user, response_url } = JSON.parse(new URLSearchParams(body).get('payload') ?? '{}');
  const [{ action_id, value }] = actions;
  // Slack waits three seconds for an answer, and the run may take longer.
  void decide(JSON.parse(value), action_id === 'approve', user.username)
    .then(({ text, isDone }) =>
      // The card keeps its buttons until the decision has had its effect.
      postJSON(response_url, isDone ? { text, replace_original: true } : { text, response_type: 'ephemeral' }),
    )
    .catch(console.error);
  return context.body(null, 200);
});

app.post('/refunds/:order', async (context) => {
  const order = Number(context.req.param('order'));
  const code = `return await api.shop.refund(await api.shop.find({ order: ${order} }))`;
  try {
    const { result } = await atp.execute(code, { key: `refund-${order}` });
    return context.json({ result });
  } catch (error) {
    if (!ToolferryError.isInstance(error) || error.code !== 'approval_pending') throw error;
    return context.json({ waits: 'for an approval in Slack' }, 202);
  }
});

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`Listening on http://127.0.0.1:${port}`),
);
