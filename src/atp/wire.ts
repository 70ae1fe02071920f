import { oneAtATime } from '../async/one-at-a-time.js';
import { ToolferryError } from '../errors.js';
import { statusCode } from '../remote/status-code.js';
import { errorMessage } from '../result/error-message.js';
import { getProperty } from '../unknown.js';

export interface WireOptions {
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

interface WireRequest {
  readonly path: string;
  readonly signal: AbortSignal;
  /** Sent as JSON with POST; without it the request is a GET. */
  readonly body?: unknown;
  readonly credentials?: Credentials | undefined;
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
 * another, even across sessions. `signal` therefore does not abort a request that was sent: the server would process it while
 * the next one arrives.
 */
export function createWire({ baseUrl, headers, fetch = globalThis.fetch }: WireOptions): Wire {
  const server = readBaseUrl(baseUrl);
  return ({ path, signal, body, credentials }) =>
    oneAtATime(server, signal, async () => {
      const response = await send(fetch, `${server}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: requestHeaders(headers, credentials),
        redirect: 'manual',
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      refuseRedirect(response);
      return { body: await readBody(response), token: response.headers.get('x-atp-token') ?? undefined };
    });
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

async function readBody(response: Response): Promise<object> {
  const text = await response.text().catch((cause: unknown) => {
    throw connectionLost(cause);
  });
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
