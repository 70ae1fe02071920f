import { oneAtATime } from '../async/one-at-a-time.js';
import { ToolferryError } from '../errors.js';
import { checkHeaders } from '../remote/check-headers.js';
import { headerSecrets } from '../remote/known-secrets.js';
import { createRedact } from '../remote/redact.js';
import { sendRequest } from '../remote/send-request.js';
import { connectionLost } from './connection-lost.js';
import { readAnswer } from './read-answer.js';
import { runRequest } from './run-request.js';

export interface WireOptions {
  /** The server's address, such as `http://localhost:3333`. */
  readonly baseUrl: string;
  /** Sent with every request. Once a session is open, its token replaces `Authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * Maximum milliseconds for one request, in which the server runs code until it pauses or ends. Default 300,000, `Infinity` for
   * no limit.
   */
  readonly requestTimeoutMs?: number | undefined;
  /** Maximum bytes of one response. Default 33,554,432 (32 MiB), `Infinity` for no limit. */
  readonly maxResponseBytes?: number | undefined;
}

export interface WireRequest {
  readonly path: string;
  readonly signal: AbortSignal;
  /** Sent as JSON with POST; without it the request is a GET. */
  readonly body?: unknown;
  readonly credentials?: Credentials | undefined;
  /** Replaces `requestTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

/** The credentials of a session. The server returns a new token with every response. */
interface Credentials {
  readonly clientId: string;
  readonly token: string;
}

interface WireResponse {
  readonly body: object;
  /** The token for the next request. */
  readonly token?: string | undefined;
}

export type Wire = (request: WireRequest) => Promise<WireResponse>;

/**
 * Creates the HTTP client of one ATP server. It never retries, follows no redirect, and every failure is a ToolferryError. It
 * sends one request at a time: atp-server 0.19.17 mixes up executions whose requests overlap, and results of one appear in
 * another, even across sessions. An aborted request therefore keeps its turn for a moment, because the server continues to
 * process it, but never longer: a server that does not answer must not hold up other connections.
 */
export function createWire({
  baseUrl,
  headers,
  fetch = globalThis.fetch,
  requestTimeoutMs = 300_000,
  maxResponseBytes = 2 ** 25,
}: WireOptions): Wire {
  const server = readBaseUrl(baseUrl);
  checkLimit('requestTimeoutMs', requestTimeoutMs);
  checkLimit('maxResponseBytes', maxResponseBytes);
  checkHeaders(headers);
  const secrets = headerSecrets(headers);

  const exchange = async (
    { path, body: sent, credentials }: WireRequest,
    signal: AbortSignal,
  ): Promise<WireResponse> => {
    const response = await sendRequest({
      fetch,
      url: `${server}${path}`,
      unreachable,
      connectionLost,
      init: {
        method: sent === undefined ? 'GET' : 'POST',
        headers: requestHeaders(headers, credentials),
        redirect: 'manual',
        signal,
        ...(sent !== undefined && { body: JSON.stringify(sent) }),
      },
    });
    const token = response.headers.get('x-atp-token') ?? undefined;
    const redact = createRedact([...secrets, credentials?.token, token]);
    const answer = await readAnswer(response, { maxBytes: maxResponseBytes, redact });
    // The answer that opens a session is its credential.
    return { body: credentials === undefined ? answer : redact(answer), token };
  };

  return (request) =>
    oneAtATime(server, request.signal, async () => {
      const { signal, timeoutMs = requestTimeoutMs } = request;
      const outcome = await runRequest({ signal, timeoutMs }, (cut) => exchange(request, cut));
      if ('value' in outcome) return outcome.value;
      throw outcome.stopped === 'timeout' ? requestTimeout(timeoutMs) : signal.reason;
    });
}

function checkLimit(option: string, limit: unknown): void {
  if (typeof limit !== 'number' || !(limit > 0)) throw new TypeError(`${option} must be a number above 0.`);
}

function readBaseUrl(baseUrl: string): string {
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl))
    throw new TypeError('baseUrl must be the http(s) address of an ATP server, such as http://localhost:3333.');
  const { username, password } = new URL(baseUrl);
  if (username || password)
    throw new TypeError('baseUrl must not contain a user name or password, which fetch refuses. Pass them in headers.');
  return baseUrl.replace(/\/+$/, '');
}

/** `Headers` ignores case, so the session's token replaces the user's `Authorization`. */
function requestHeaders(custom: WireOptions['headers'], credentials: Credentials | undefined): Headers {
  const headers = new Headers(custom);
  headers.set('content-type', 'application/json');
  if (credentials === undefined) return headers;
  headers.set('x-client-id', credentials.clientId);
  headers.set('authorization', `Bearer ${credentials.token}`);
  return headers;
}

function unreachable(reason: string): string {
  return `The ATP server cannot be reached (${reason}). Check baseUrl.`;
}

function requestTimeout(timeoutMs: number): ToolferryError {
  const message = `The ATP server did not answer a request within ${timeoutMs} ms. It may still process the request, which is not sent again. Raise requestTimeoutMs of connectATP() for code that runs longer.`;
  return new ToolferryError('timeout', message, { data: { timeoutMs } });
}
