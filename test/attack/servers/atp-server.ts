import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { type Listening, listen, readJSON } from './http-server.ts';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: the body of any request
  readonly body: any;
}

/** What the server answers: a value as JSON, a string as it is, or a function that writes the response. */
export type Reply = object | string | null | ((response: ServerResponse, received: Received) => unknown);

export interface ATPServer extends Pick<Listening, 'connections' | 'stop'> {
  readonly baseUrl: string;
  readonly received: Received[];
  /** The bodies of `/api/resume`. */
  readonly resumed: Received['body'][];
  /** The executions that were paused and never resumed. */
  readonly pending: Set<string>;
}

const session = {
  clientId: 'client-1',
  token: 'secret-token-1',
  expiresAt: Date.now() + 3_600_000,
  tokenRotateAt: Date.now() + 1_800_000,
};

/**
 * Starts a server of the Agent Tool Protocol that answers as `replies` say, by path. Of a list, each request gets the next, and the
 * last one all that follow. It refuses the requests that the official server refuses.
 */
export async function startATP(replies: Readonly<Record<string, Reply | readonly Reply[]>> = {}): Promise<ATPServer> {
  const received: Received[] = [];
  const pending = new Set<string>();
  const counts = new Map<string, number>();
  const replyTo = (path: string): Reply | undefined => {
    const reply = replies[path.replace(/(resume)\/.*/, '$1')];
    if (!Array.isArray(reply)) return reply as Reply | undefined;
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    return reply[Math.min(count, reply.length - 1)];
  };
  const answer = (response: ServerResponse, reply: object | string | null): void => {
    const { executionId, status } = (reply ?? {}) as { executionId?: unknown; status?: unknown };
    if (status === 'paused') pending.add(String(executionId));
    response.setHeader('content-type', 'application/json');
    response.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
  };
  const started = await listen(async (request, response) => {
    const path = request.url ?? '';
    try {
      const body = await readJSON(request);
      const each: Received = { path, headers: request.headers, body };
      const refusal = refuse(request.method, each);
      received.push(each);
      if (path.startsWith('/api/resume/')) pending.delete(decodeURIComponent(path.slice('/api/resume/'.length)));
      if (refusal !== undefined) response.writeHead(refusal).end('{"error":"refused"}');
      else {
        const given = replyTo(path);
        const reply = given === undefined ? usual(path) : given;
        if (typeof reply === 'function') await reply(response, each);
        else answer(response, reply);
      }
    } catch (error) {
      response.writeHead(400).end(JSON.stringify({ error: String(error) }));
    }
  });
  return {
    baseUrl: `http://${started.host}`,
    received,
    get resumed() {
      return received.filter(({ path }) => path.startsWith('/api/resume/')).map(({ body }) => body);
    },
    pending,
    connections: started.connections,
    stop: started.stop,
  };
}

/** Returns the status by which the official server refuses a request; undefined for one that it accepts. */
function refuse(method: string | undefined, { path, headers, body }: Received): number | undefined {
  if (path === '/api/info') return method === 'GET' ? undefined : 404;
  if (path === '/api/init') return method === 'POST' && body?.tools?.every?.(isTool) ? undefined : 400;
  if (headers['x-client-id'] !== session.clientId) return 403;
  if (!/^Bearer secret-token-/.test(headers.authorization ?? '')) return 401;
  if (path === '/api/execute') return typeof body?.code === 'string' ? undefined : 400;
  if (path.startsWith('/api/resume/'))
    return body && ('result' in body || Array.isArray(body.results)) ? undefined : 400;
  if (path === '/api/explore') return typeof body?.path === 'string' ? undefined : 400;
  if (path === '/api/search') return typeof body?.query === 'string' ? undefined : 400;
  return path === '/api/definitions' ? undefined : 404;
}

function isTool(tool: { name?: unknown; description?: unknown; inputSchema?: unknown }): boolean {
  return typeof tool.name === 'string' && typeof tool.description === 'string' && typeof tool.inputSchema === 'object';
}

function usual(path: string): object {
  if (path === '/api/info') return { version: '0.19.17', limits: { maxTimeout: 30_000, maxMemory: 134_217_728 } };
  if (path === '/api/init') return session;
  if (path === '/api/explore') return { type: 'directory', items: [] };
  if (path === '/api/search') return { results: [] };
  if (path === '/api/definitions') return { typescript: '', version: '1', apiGroups: [] };
  return completed('done');
}

export function completed(result: unknown, executionId = 'execution-1'): object {
  return {
    executionId,
    status: 'completed',
    result,
    stats: { duration: 1, memoryUsed: 1, llmCallsCount: 0, approvalCallsCount: 0 },
  };
}

/** An execution that waits for one callback. */
export function paused(needsCallback: unknown, executionId = 'execution-1'): object {
  return { executionId, status: 'paused', needsCallback };
}

/** A callback that calls a client tool. */
export function toolCall(toolName: string, input: unknown, sequenceNumber = 0): object {
  return { type: 'tool', operation: 'call', payload: { toolName, namespace: 'client', input, sequenceNumber } };
}
