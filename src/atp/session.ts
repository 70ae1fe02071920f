import { canonical } from '../schema/canonical.js';
import { hash } from '../tool/hash.js';
import type { ToolDefinition } from '../types.js';
import { invalidResponse } from './invalid-response.js';
import { toWireTool } from './to-wire-tool.js';
import type { Wire, WireRequest } from './wire.js';

/**
 * A session with an ATP server, as plain JSON. It is a credential: keep it secret. Store it alongside a pause to resume that
 * pause in another process.
 */
export interface ATPSession {
  readonly clientId: string;
  readonly token: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly expiresAt: number;
  /** Digest of the tools that were registered with the server; they are fixed for the session. */
  readonly tools: string;
}

/** The sessions of one connection. A run keeps the session it started with: the server refuses a resume from another. */
export interface Sessions {
  /** Returns the newest session. New executions use it if it was opened with the same tools. */
  newest(): ATPSession | undefined;
  /** Returns a session with exactly these tools, and opens one if needed. */
  forTools(tools: readonly ToolDefinition[], signal: AbortSignal): Promise<ATPSession>;
  byClientId(clientId: string): ATPSession | undefined;
  /** Discards the newest session, so that the next execution opens another. */
  forgetNewest(): void;
  /** Sends a request with the credentials of a session, and keeps the refreshed token. */
  request(session: ATPSession, request: SessionRequest): Promise<object>;
}

type SessionRequest = Omit<WireRequest, 'credentials'>;

/** A session that expires sooner than this is not used for a new execution. */
const expiryMarginMs = 60_000;

export function createSessions(wire: Wire, init: Record<string, unknown>, initial?: ATPSession): Sessions {
  const known = new Map<string, ATPSession>();
  let newestId: string | undefined;
  const keep = (session: ATPSession): void => void known.set(session.clientId, session);
  const add = (session: ATPSession): ATPSession => {
    keep(session);
    newestId = session.clientId;
    return session;
  };
  if (initial !== undefined) add(checkSession(initial));

  const newest = () => (newestId === undefined ? undefined : known.get(newestId));
  return {
    newest,
    byClientId: (clientId) => known.get(clientId),
    forgetNewest: () => {
      newestId = undefined;
    },
    async forTools(tools, signal) {
      const offered = tools.map(toWireTool);
      const digest = hash(canonical(offered));
      const session = newest();
      if (session?.tools === digest && !isExpiring(session)) return session;
      const { body } = await wire({ path: '/api/init', body: { ...init, tools: offered }, signal });
      return add(readSession(body, digest));
    },
    async request(session, request) {
      const credentials = known.get(session.clientId) ?? session;
      const response = await wire({ ...request, credentials });
      if (isHeaderValue(response.token)) keep({ ...credentials, token: response.token });
      return response.body;
    },
  };
}

function readSession(body: unknown, tools: string): ATPSession {
  const { clientId, token, expiresAt } = body as Partial<ATPSession>;
  if (!isHeaderValue(clientId) || !isHeaderValue(token))
    throw invalidResponse('The ATP server answered /api/init without a clientId and token. Check baseUrl.');
  const session = { clientId, token, expiresAt: readExpiry(expiresAt), tools };
  // Another unit, or clocks that differ: if it really expires, the server refuses the next execution, which opens another.
  return isExpiring(session) ? { ...session, expiresAt: Number.POSITIVE_INFINITY } : session;
}

/** The error of `Headers` itself would contain the token. */
function checkSession(session: ATPSession): ATPSession {
  if (isHeaderValue(session.clientId) && isHeaderValue(session.token)) return session;
  throw new TypeError('session must be the `session` of a connection, with its clientId and token.');
}

function isExpiring({ expiresAt }: Pick<ATPSession, 'expiresAt'>): boolean {
  return readExpiry(expiresAt) - expiryMarginMs <= Date.now();
}

/** An unknown expiry is infinite, which JSON stores as `null`. */
function readExpiry(expiresAt: unknown): number {
  return typeof expiresAt === 'number' ? expiresAt : Number.POSITIVE_INFINITY;
}

/** Both are sent as headers, and `Headers` throws for a value with a line break. */
function isHeaderValue(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]+$/.test(value);
}
