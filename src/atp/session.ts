import { ToolferryError } from '../errors.js';
import { canonical } from '../result/canonical.js';
import { hash } from '../tool/hash.js';
import type { ToolDefinition } from '../types.js';
import { toWireTool } from './to-wire-tool.js';
import type { Wire } from './wire.js';

/**
 * A session with an ATP server: a credential, plain JSON. Keep it beside a pause to go on in another process, and keep it
 * secret.
 */
export interface ATPSession {
  readonly clientId: string;
  readonly token: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly expiresAt: number;
  /** Digest of the tools that the server was told about; they are fixed for the session. */
  readonly tools: string;
}

/** The sessions of one connection. A run keeps the one it started with: the server refuses a resume from another. */
export interface Sessions {
  /** The newest session: new executions use it, if its tools are theirs. */
  newest(): ATPSession | undefined;
  /** A session in which the server knows exactly these tools. */
  forTools(tools: readonly ToolDefinition[], signal: AbortSignal): Promise<ATPSession>;
  byClientId(clientId: string): ATPSession | undefined;
  /** The server does not know the newest session any more: the next execution opens another. */
  forgetNewest(): void;
  /** Sends a request as a session and keeps the refreshed token. */
  request(session: ATPSession, path: string, body: unknown, signal: AbortSignal): Promise<object>;
}

/** A session this near its end is not used for a new execution. */
const marginMs = 60_000;

export function createSessions(wire: Wire, init: Record<string, unknown>, given?: ATPSession): Sessions {
  const known = new Map<string, ATPSession>();
  let newestId: string | undefined;
  const keep = (session: ATPSession): void => void known.set(session.clientId, session);
  const add = (session: ATPSession): ATPSession => {
    keep(session);
    newestId = session.clientId;
    return session;
  };
  if (given !== undefined) add(given);

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
      if (session?.tools === digest && session.expiresAt - marginMs > Date.now()) return session;
      const { body } = await wire({ path: '/api/init', body: { ...init, tools: offered }, signal });
      return add(readSession(body, digest));
    },
    async request(session, path, body, signal) {
      const credentials = known.get(session.clientId) ?? session;
      const response = await wire({ path, body, signal, credentials });
      if (response.token !== undefined) keep({ ...credentials, token: response.token });
      return response.body;
    },
  };
}

function readSession(body: unknown, tools: string): ATPSession {
  const { clientId, token, expiresAt } = body as Partial<ATPSession>;
  if (typeof clientId !== 'string' || typeof token !== 'string')
    throw new ToolferryError('invalid_response', 'The ATP server opened no session.');
  return { clientId, token, expiresAt: expiresAt ?? Number.POSITIVE_INFINITY, tools };
}
