import { checkOptions } from '../../check-options.js';
import { ToolferryError } from '../../errors.js';
import type { MemberNames } from '../../refuse-unknown.js';
import { uuidOf } from '../../tool/uuid-of.js';
import type { RunBackend } from '../../types.js';
import { holdThread } from './held-thread.js';
import { readBody } from './read-body.js';
import { type ClientInput, readInput } from './read-input.js';
import { failureOf } from './run-failure.js';
import { serveInput, type ThreadService } from './serve-input.js';
import { stopThread } from './stop-thread.js';
import { streamedResponse } from './streamed-response.js';
import type { AGUIThreadStore } from './thread.js';
import type { AGUIStart, AGUIThread } from './thread-work.js';

/** Options of `createAGUIHandler`. */
export interface AGUIHandlerOptions<Request, Output> {
  /** Where the threads are kept: a store of `toolferry/journal`, the same for every replica. */
  readonly store: AGUIThreadStore;
  /** Returns who sends the request, such as the id of a user, or the response that refuses it. */
  authorize(request: globalThis.Request): string | Response | Promise<string | Response>;
  /** Returns what the backend starts with. */
  toRequest(start: AGUIStart): Request | Promise<Request>;
  /** Called when a run of the backend has completed, before the client learns of it. It may be called again after a crash. */
  completed?(end: AGUIThread & { readonly output: Output }): void | Promise<void>;
  /** Returns what the client gets as the result of the run, as JSON. Default: nothing. */
  result?(output: Output): unknown;
  /** Identifies the agent among those with the same store: each has threads of its own. Default: the name of the backend. */
  readonly name?: string | undefined;
  /** The names of the agent's own tools. A client's tool of such a name is refused. */
  readonly serverTools?: readonly string[] | undefined;
  /** Called with what fails on the server. The client learns only the code of a ToolferryError, and its message unless another error caused it. */
  onError?(error: unknown): void;
  /** Milliseconds after which another replica may continue a run whose process has died. Default 30,000. */
  readonly leaseMs?: number | undefined;
  /** Milliseconds for which a thread is kept after its last request. Default 604,800,000 (7 days). */
  readonly keepMs?: number | undefined;
  /** Maximum bytes of a request. Default 33,554,432 (32 MiB). */
  readonly maxRequestBytes?: number | undefined;
}

/** The second argument that a platform passes, such as the execution context of a worker. Objects without `waitUntil` are ignored. */
export type AGUIPlatform =
  | {
      /** Keeps a worker alive after its client has gone away, until the run has reached its pause or end. */
      waitUntil?(work: Promise<unknown>): void;
    }
  | object;

/** Answers a POST with the events of a run, and DELETE `?threadId=` by stopping the run of that thread. */
export type AGUIHandler = (request: Request, platform?: AGUIPlatform) => Promise<Response>;

/**
 * Creates an HTTP handler that serves a backend to AG-UI clients: `Request -> Response`, for Node, Next.js, Bun, Deno and workers.
 *
 * Nothing of the client's history is trusted. The agent gets the user's new messages, the client's tools, the results of calls that it
 * asked for, and the answers to its approvals, each of them once. A client that goes away does not stop the run.
 *
 * @throws TypeError for options that cannot be used.
 * @example
 * ```ts
 * import { MemorySaver } from '@langchain/langgraph';
 * import { createAgent } from 'langchain';
 * import { createAGUIHandler } from 'toolferry/ag-ui';
 * import { memoryStore } from 'toolferry/journal';
 * import { langGraphBackend } from 'toolferry/langgraph';
 *
 * const checkpointer = new MemorySaver();
 * const backend = langGraphBackend(({ tools }) => createAgent({ model: 'openai:gpt-5', tools, checkpointer }));
 * export const POST = createAGUIHandler(backend, {
 *   store: memoryStore(),
 *   authorize: (request) => request.headers.get('x-user') ?? new Response('Log in', { status: 401 }),
 *   toRequest: ({ threadId, messages }) => ({ threadId, input: { messages } }),
 * });
 * ```
 */
export function createAGUIHandler<Request, Output>(
  backend: RunBackend<Request, Output>,
  options: AGUIHandlerOptions<Request, Output>,
): AGUIHandler {
  const known: MemberNames<AGUIHandlerOptions<Request, Output>> = {
    store: 0,
    authorize: 'function',
    toRequest: 'function',
    completed: 'function',
    result: 'function',
    name: 0,
    serverTools: 0,
    onError: 'function',
    leaseMs: 0,
    keepMs: 0,
    maxRequestBytes: 0,
  };
  checkOptions('createAGUIHandler()', options, known);
  const { store, authorize, name = backend.name, serverTools = [] } = options;
  const { leaseMs = 30_000, keepMs = 604_800_000, maxRequestBytes = 2 ** 25 } = options;
  if (typeof authorize !== 'function') throw new TypeError('createAGUIHandler() requires authorize.');
  if (typeof options.toRequest !== 'function') throw new TypeError('createAGUIHandler() requires toRequest.');
  if (typeof store?.write !== 'function')
    throw new TypeError('createAGUIHandler() requires a store of toolferry/journal.');
  const running = new Map<string, AbortController>();
  const service: ThreadService<Request, Output> = {
    backend,
    toRequest: options.toRequest,
    completed: options.completed,
    result: options.result,
    serverTools: new Set(serverTools),
    running,
    report,
    async hold({ threadId }) {
      try {
        return await holdThread(`ag-ui/${threadId}`, { store, leaseMs, keepMs });
      } catch (cause) {
        throw new ToolferryError('journal_failed', 'The thread could not be read.', { cause });
      }
    },
  };

  return async (request, platform) => {
    if (request.method !== 'POST' && request.method !== 'DELETE')
      return refusal(405, 'Send the input of a run with POST, or DELETE ?threadId= to stop one.');
    const session = await authorize(request);
    if (typeof session !== 'string') return session;
    return request.method === 'POST' ? start(request, session, platform) : stop(request, session);
  };

  async function start(request: globalThis.Request, session: string, platform?: AGUIPlatform): Promise<Response> {
    const text = await readBody(request, maxRequestBytes);
    if (text === undefined) return refusal(413, 'The request is larger than maxRequestBytes.');
    let input: ClientInput;
    try {
      input = readInput(text);
    } catch (error) {
      return refusal(400, (error as Error).message);
    }
    const thread = await threadOf(session, input.threadId);
    return streamedResponse((write, gone) => {
      const work = serveInput(service, { thread, input, write, gone });
      if (platform && 'waitUntil' in platform && typeof platform.waitUntil === 'function') platform.waitUntil(work);
      return work;
    });
  }

  async function stop(request: globalThis.Request, session: string): Promise<Response> {
    const threadId = new URL(request.url).searchParams.get('threadId');
    if (!threadId) return refusal(400, 'Name the thread to stop: DELETE ?threadId=.');
    try {
      const isStopped = await stopThread(service, await threadOf(session, threadId));
      return new Response(null, { status: isStopped ? 204 : 202 });
    } catch (error) {
      report(error);
      return refusal(503, failureOf(error).message);
    }
  }

  /** Another user, or another agent, with the same `threadId` has another thread. */
  async function threadOf(session: string, threadId: string): Promise<AGUIThread> {
    return { threadId: await uuidOf(JSON.stringify([name, session, threadId])), session };
  }

  function report(error: unknown): void {
    try {
      options.onError?.(error);
    } catch {
      // A listener that throws does not change a run.
    }
  }
}

function refusal(status: number, message: string): Response {
  return Response.json({ error: { code: status === 503 ? 'server_error' : 'bad_request', message } }, { status });
}
