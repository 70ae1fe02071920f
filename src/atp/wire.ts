import { oneAtATime } from '../async/one-at-a-time.js';
import { ToolferryError } from '../errors.js';
import { statusCode } from '../remote/status-code.js';
import { errorMessage } from '../result/error-message.js';
import { getProperty } from '../unknown.js';
import { readText } from './read-text.js';
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

  const exchange = async ({ path, body, credentials }: WireRequest, signal: AbortSignal): Promise<WireResponse> => {
    const response = await send(fetch, `${server}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: requestHeaders(headers, credentials),
      redirect: 'manual',
      signal,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    refuseRedirect(response);
    return {
      body: await readBody(response, maxResponseBytes),
      token: response.headers.get('x-atp-token') ?? undefined,
    };
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

async function send(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    // Node's fetch wraps the system error as its cause.
    const reason = getProperty(getProperty(cause, 'cause'), 'code');
    throw reason === 'ECONNREFUSED' || reason === 'ENOTFOUND'
      ? new ToolferryError('unreachable', `The ATP server cannot be reached (${reason}). Check baseUrl.`, {
          cause,
        })
      : connectionLost(cause);
  }
}

/**
 * A redirect would send headers, token, code and definitions to an address that the user did not choose. Browsers hide its
 * status (`opaqueredirect`), and a custom fetch may have followed it.
 */
function refuseRedirect({ type, redirected, status, body }: Response): void {
  if (type !== 'opaqueredirect' && !redirected && (status < 300 || status > 399)) return;
  body?.cancel().catch(() => undefined);
  const message =
    'The ATP server answered with a redirect, which is not followed: the request carries credentials, code and definitions. Set baseUrl to the final address.';
  throw new ToolferryError('invalid_response', message, { data: { status } });
}

async function readBody(response: Response, maxBytes: number): Promise<object> {
  const text = await readText(response, maxBytes).catch((cause: unknown) => {
    throw connectionLost(cause);
  });
  if (text === undefined) throw tooLarge(maxBytes);
  const body = parse(text);
  if (!response.ok) throw statusError(response.status, body);
  if (typeof body !== 'object' || body === null)
    throw new ToolferryError('invalid_response', 'The ATP server did not answer with JSON. Check baseUrl.');
  return body;
}

function statusError(status: number, body: unknown): ToolferryError {
  const reason = errorMessage(getProperty(body, 'error'));
  const message = `The ATP server answered ${status}${reason ? `: ${reason}` : ''}.`;
  return new ToolferryError(statusCode(status), message, { data: { status } });
}

function connectionLost(cause: unknown): ToolferryError {
  const message =
    'The connection to the ATP server was lost. The server may have received the request, which is not sent again.';
  return new ToolferryError('connection_lost', message, { cause });
}

function requestTimeout(timeoutMs: number): ToolferryError {
  const message = `The ATP server did not answer a request within ${timeoutMs} ms. It may still process the request, which is not sent again. Raise requestTimeoutMs of connectATP() for code that runs longer.`;
  return new ToolferryError('timeout', message, { data: { timeoutMs } });
}

function tooLarge(maxResponseBytes: number): ToolferryError {
  const message = `The ATP server answered with more than ${maxResponseBytes} bytes, which were not read. Return less from the code, or raise maxResponseBytes of connectATP().`;
  return new ToolferryError('invalid_response', message, { data: { maxResponseBytes } });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
