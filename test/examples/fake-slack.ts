import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGate, type Gate } from '../gate.ts';

const token = 'xoxb-1-2-abc';
const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const channel = 'C012AB3CD';

/** A message in the channel, as `chat.postMessage` took it; a card that was replaced has its new text and no blocks. */
export interface SlackMessage {
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
}

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly elements?: readonly Button[];
}

interface Button {
  readonly type: string;
  readonly action_id: string;
  readonly text: { readonly type: string; readonly text: string };
  readonly value: string;
}

/** What a click is sent with; by default as Slack sends it. */
interface ClickOptions {
  readonly user?: string;
  /** Signs with another secret. */
  readonly secret?: string;
  /** Seconds since the epoch. */
  readonly timestamp?: number;
  /** Changes the body after it was signed. */
  readonly tamper?: (body: string) => string;
}

/** What became of a click. */
interface Click {
  /** What the application answered with. */
  readonly status: number;
  /** Resolves when the application has used the click's response URL. */
  readonly responded: Promise<void>;
}

/** A response URL: the card that it is for, how often it was used, and the click that it belongs to. */
interface ResponseUrl {
  readonly ts: string;
  uses: number;
  readonly answered: Gate;
  readonly responded: Gate;
}

export interface FakeSlack {
  readonly env: Record<'SLACK_API' | 'SLACK_BOT_TOKEN' | 'SLACK_CHANNEL' | 'SLACK_SIGNING_SECRET', string>;
  /** The messages in the channel. */
  readonly messages: readonly SlackMessage[];
  /** What only the person who clicked has read. */
  readonly ephemeral: readonly string[];
  /** Why requests to it were refused. */
  readonly refused: readonly string[];
  /** Clicks a button. Resolves when the application has answered; until then its response URL keeps a request waiting. */
  click(url: string, card: SlackMessage, actionId: string, options?: ClickOptions): Promise<Click>;
  stop(): Promise<void>;
}

/**
 * Starts a server that checks `chat.postMessage` and response URLs as Slack's does (token, content type, limits of a card), and signs
 * its own requests with Slack's v0 signature.
 */
export async function startFakeSlack(): Promise<FakeSlack> {
  const messages: SlackMessage[] = [];
  const ephemeral: string[] = [];
  const refused: string[] = [];
  const responseUrls = new Map<string, ResponseUrl>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const path = request.url ?? '';
    const problem = request.method !== 'POST' ? 'method_not_allowed' : problemOf(request, path, body);
    if (problem !== undefined) refused.push(problem);
    if (path === '/api/chat.postMessage') {
      const ts = `${1_700_000_000 + messages.length}.000100`;
      if (problem === undefined) messages.push({ ...JSON.parse(body), ts });
      const sent = problem === undefined ? { ok: true, channel, ts } : { ok: false, error: problem };
      response.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(sent));
    } else {
      if (problem === undefined) await respond(path, JSON.parse(body));
      response.writeHead(problem === undefined ? 200 : 404).end(problem ?? 'ok');
    }
  }

  function problemOf({ headers }: IncomingMessage, path: string, body: string): string | undefined {
    if (headers['content-type'] !== 'application/json; charset=utf-8') return 'invalid_post_type';
    if (path !== '/api/chat.postMessage') return problemOfResponse(path, headers.authorization);
    if (headers.authorization === undefined) return 'not_authed';
    if (headers.authorization !== `Bearer ${token}`) return 'invalid_auth';
    const message = JSON.parse(body);
    if (message.channel !== channel) return 'channel_not_found';
    if (!message.text) return 'no_text';
    return (message.blocks as Block[]).every(isBlock) ? undefined : 'invalid_blocks';
  }

  function problemOfResponse(path: string, authorization: string | undefined): string | undefined {
    if (authorization !== undefined) return 'a token was sent to a response URL';
    const known = responseUrls.get(path);
    if (known === undefined || known.uses === 5) return 'used_url';
    known.uses += 1;
    return undefined;
  }

  async function respond(
    path: string,
    { text, replace_original: isReplaced }: { text: string; replace_original?: boolean },
  ): Promise<void> {
    const { ts, answered, responded } = responseUrls.get(path) as ResponseUrl;
    // An application that answers the click only after this waits forever: to Slack, the answer must not wait for a run.
    await answered.opened;
    const index = messages.findIndex((message) => message.ts === ts);
    if (isReplaced) messages[index] = { ts, text };
    else ephemeral.push(text);
    responded.open();
  }

  async function click(
    target: string,
    card: SlackMessage,
    actionId: string,
    options: ClickOptions = {},
  ): Promise<Click> {
    const { user = 'eve', timestamp = Math.floor(Date.now() / 1000), tamper = (body) => body } = options;
    const buttons = card.blocks?.flatMap(({ elements = [] }) => elements) ?? [];
    const button = buttons.find(({ action_id }) => action_id === actionId);
    if (button === undefined) throw new Error(`The card has no button "${actionId}".`);
    const path = `/actions/${randomUUID()}`;
    const [answered, responded] = [createGate(), createGate()];
    responseUrls.set(path, { ts: card.ts, uses: 0, answered, responded });
    const payload = {
      type: 'block_actions',
      user: { id: 'U012AB3CD', username: user, name: user, team_id: 'T012AB3CD' },
      channel: { id: channel, name: 'refunds' },
      message: { type: 'message', ...card },
      actions: [{ ...button, action_ts: String(timestamp) }],
      response_url: `${url}${path}`,
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const digest = createHmac('sha256', options.secret ?? secret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    const response = await fetch(target, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': `v0=${digest}`,
      },
      body: tamper(body),
      // Slack gives up after three seconds. Here `respond` shows an answer that comes too late, and this only ends the test.
      signal: AbortSignal.timeout(20_000),
    });
    await response.text();
    answered.open();
    return { status: response.status, responded: responded.opened };
  }

  return {
    env: {
      SLACK_API: `${url}/api`,
      SLACK_BOT_TOKEN: token,
      SLACK_CHANNEL: channel,
      SLACK_SIGNING_SECRET: secret,
    },
    messages,
    ephemeral,
    refused,
    click,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** Slack's limits of the blocks that the example uses. */
function isBlock({ type, text, elements = [] }: Block): boolean {
  if (type === 'section') return text !== undefined && text.text.length > 0 && text.text.length <= 3000;
  return type === 'actions' && elements.length > 0 && elements.length <= 25 && elements.every(isButton);
}

function isButton({ type, action_id, text, value }: Button): boolean {
  return (
    type === 'button' &&
    action_id.length <= 255 &&
    text.type === 'plain_text' &&
    text.text.length <= 75 &&
    value.length <= 2000
  );
}
