import { race } from '../../async/race.js';
import { ToolferryError } from '../../errors.js';
import { checkHeaders } from '../../remote/check-headers.js';
import { isRedirect } from '../../remote/is-redirect.js';
import { headerSecrets } from '../../remote/known-secrets.js';
import { readText } from '../../remote/read-text.js';
import { createRedact, type Redact, redactOutcome } from '../../remote/redact.js';
import { sendRequest } from '../../remote/send-request.js';
import { statusCode } from '../../remote/status-code.js';
import { errorMessage } from '../../result/error-message.js';
import { getProperty } from '../../unknown.js';
import { connectionLost } from './connection-lost.js';
import { invalidResponse } from './invalid-response.js';
import { readEvents } from './read-events.js';
import type { RunAgentInput, WireEvent } from './wire-types.js';

/** Options of `agUIBackend`. */
export interface AGUIBackendOptions {
  /** Sent with every request. Their values are removed from what the agent sends. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Maximum bytes of one response. Default 33,554,432 (32 MiB), `Infinity` for no limit. */
  readonly maxResponseBytes?: number | undefined;
}

/** Reads an event, and returns false for the last one that is to be read. */
type Listener = (event: WireEvent) => boolean;

export type PostRun = (input: RunAgentInput, signal: AbortSignal, listener: Listener) => Promise<void>;

/** An error's text may be longer than what is shown of it. */
const maxErrorBytes = 2 ** 16;

/**
 * Creates what sends runs to one AG-UI agent and reads their events, without the secrets of the request. It never retries, follows
 * no redirect, and every failure is a ToolferryError. An abort ends it at once, with the signal's reason.
 */
export function createPostRun(
  url: string,
  { headers, fetch = globalThis.fetch, maxResponseBytes = 2 ** 25 }: AGUIBackendOptions,
): { readonly postRun: PostRun; readonly redact: Redact } {
  checkURL(url);
  checkHeaders(headers);
  if (typeof maxResponseBytes !== 'number' || !(maxResponseBytes > 0))
    throw new TypeError('maxResponseBytes must be a number above 0.');
  const redact = createRedact(headerSecrets(headers));
  const sent = requestHeaders(headers);

  const exchange = async (input: RunAgentInput, signal: AbortSignal, listener: Listener): Promise<void> => {
    const response = await sendRequest({
      fetch,
      url,
      unreachable,
      connectionLost,
      init: {
        method: 'POST',
        headers: { ...sent },
        body: JSON.stringify(input),
        redirect: 'manual',
        signal,
      },
    });
    await checkResponse(response);
    for await (const event of readEvents(response, maxResponseBytes, signal)) {
      signal.throwIfAborted();
      if (!listener(redact(event))) return;
    }
    throw incomplete();
  };
  return {
    redact,
    async postRun(input, signal, listener) {
      const outcome = await race({ signal }, (cut) => redactOutcome(exchange(input, cut, listener), redact));
      if ('stopped' in outcome) throw signal.reason;
    },
  };
}

/** A path is one of the page's own server, by which `fetch` completes it. */
const anyPage = 'http://localhost';

function checkURL(url: string): void {
  if (!/^(https?:|\/)/.test(url) || !URL.canParse(url, anyPage))
    throw new TypeError(
      'agUIBackend() requires the http(s) address of an AG-UI agent, such as https://example.com/agent; in a web page, also a path such as /agent.',
    );
  const { username, password } = new URL(url, anyPage);
  if (username || password)
    throw new TypeError(
      'The address of the agent must not contain a user name or password, which fetch refuses. Pass them in headers.',
    );
}

function requestHeaders(custom: AGUIBackendOptions['headers']): Record<string, string> {
  const headers = new Headers(custom);
  headers.set('content-type', 'application/json');
  headers.set('accept', 'text/event-stream');
  return Object.fromEntries(headers);
}

function unreachable(reason: string): string {
  return `The AG-UI agent cannot be reached (${reason}). Check its address.`;
}

/** A redirect would send headers, conversation and definitions to an address that the user did not choose. */
async function checkResponse(response: Response): Promise<void> {
  const { status, ok, headers } = response;
  if (isRedirect(response)) {
    close(response);
    const message =
      'The AG-UI agent answered with a redirect, which is not followed: the request carries credentials and the conversation. Use the final address.';
    throw invalidResponse(message, { status });
  }
  if (!ok) throw await statusError(response);
  if (headers.get('content-type')?.includes('text/event-stream')) return;
  close(response);
  throw invalidResponse('The AG-UI agent did not answer with an event stream. Check its address.', { status });
}

function close({ body }: Response): void {
  body?.cancel?.().catch(() => undefined);
}

async function statusError(response: Response): Promise<ToolferryError> {
  const { status } = response;
  const text = await readText(response, maxErrorBytes).catch(() => undefined);
  const body = parse(text);
  const detail = getProperty(body, 'error') ?? getProperty(body, 'message') ?? getProperty(body, 'detail');
  const reason = errorMessage(getProperty(detail, 'message') ?? detail);
  const message = `The AG-UI agent answered ${status}${reason ? `: ${reason}` : ''}.`;
  return new ToolferryError(statusCode(status), message, { data: { status } });
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function incomplete(): ToolferryError {
  const message =
    'The stream of the AG-UI agent ended before its run did. The agent may have run tools of its own; nothing was sent again.';
  return new ToolferryError('stream_incomplete', message);
}
