import { checkOptions } from '../check-options.js';
import { codeOf, ToolferryError } from '../errors.js';
import type { MemberNames } from '../refuse-unknown.js';
import { readText } from '../remote/read-text.js';
import { uuidOf } from '../tool/uuid-of.js';
import type { RunBackend } from '../types.js';
import { getProperty } from '../unknown.js';
import { type Claim, claim } from './claim.js';
import { createEventWriter } from './event-writer.js';
import { type HeldThread, holdThread } from './held-thread.js';
import { type ClientInput, readInput } from './read-input.js';
import { type AGUIStart, type AGUIThread, runThread, startOf } from './run-thread.js';
import { takeTools } from './take-tools.js';
import type { ThreadStore } from './thread.js';

export interface AGUIHandlerOptions<Request, Output> {
  /** Where the threads are kept: a store of `toolferry/journal`, the same for every replica. */
  readonly store: ThreadStore;
  /** Returns who sends the request, such as the id of a user, or the response that refuses it. */
  authorize(request: globalThis.Request): string | Response | Promise<string | Response>;
  /** Returns what the backend starts with. */
  toRequest(start: AGUIStart): Request | Promise<Request>;
  /** Called when a run of the backend has completed, before the client learns of it. It may be called again after a crash. */
  completed?(end: AGUIThread & { readonly output: Output }): void | Promise<void>;
  /** Returns what the client gets as the result of the run, as JSON. Default: nothing. */
  result?(output: Output): unknown;
  /** The names of the agent's own tools. A client's tool of such a name is refused. */
  readonly serverTools?: readonly string[] | undefined;
  /** Called with what fails on the server. The client learns only the message of a ToolferryError. */
  onError?(error: unknown): void;
  /** Milliseconds after which another replica may continue a run whose process has died. Default 30,000. */
  readonly leaseMs?: number | undefined;
  /** Milliseconds for which a thread is kept after its last request. Default 604,800,000 (7 days). */
  readonly keepMs?: number | undefined;
  /** Maximum bytes of a request. Default 33,554,432 (32 MiB). */
  readonly maxRequestBytes?: number | undefined;
}

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
): (request: globalThis.Request) => Promise<Response> {
  const known: MemberNames<AGUIHandlerOptions<Request, Output>> = {
    store: 0,
    authorize: 'function',
    toRequest: 'function',
    completed: 'function',
    result: 'function',
    serverTools: 0,
    onError: 'function',
    leaseMs: 0,
    keepMs: 0,
    maxRequestBytes: 0,
  };
  checkOptions('createAGUIHandler()', options, known);
  const { store, authorize, serverTools = [], leaseMs = 30_000, keepMs = 604_800_000 } = options;
  if (typeof authorize !== 'function') throw new TypeError('createAGUIHandler() requires authorize.');
  if (typeof options.toRequest !== 'function') throw new TypeError('createAGUIHandler() requires toRequest.');
  if (typeof store?.write !== 'function')
    throw new TypeError('createAGUIHandler() requires a store of toolferry/journal.');
  const names = new Set(serverTools);

  return async (request) => {
    if (request.method !== 'POST') return refusal(405, 'Send the input of a run with POST.');
    const session = await authorize(request);
    if (typeof session !== 'string') return session;
    const text = await readText(new Response(request.body), options.maxRequestBytes ?? 2 ** 25);
    if (text === undefined) return refusal(413, 'The request is larger than maxRequestBytes.');
    let input: ClientInput;
    try {
      input = readInput(text);
    } catch (error) {
      return refusal(400, (error as Error).message);
    }
    const threadId = await uuidOf(JSON.stringify([session, input.threadId]));
    const thread = { threadId, session };
    return streamed(async (write) => {
      const hold = holdThread(`ag-ui/${threadId}`, { store, leaseMs, keepMs });
      const held = await hold.catch((error: unknown) => {
        report(error);
        write({ type: 'RUN_ERROR', code: 'journal_failed', message: 'The thread could not be read.' });
      });
      if (held) await serve(held, thread, input, write);
    });
  };

  async function serve(
    held: HeldThread,
    thread: AGUIThread,
    input: ClientInput,
    write: (event: object) => void,
  ): Promise<void> {
    const calls = held.record?.run?.pause?.calls ?? [];
    const known = [...calls.map(({ id }) => id), ...seenCalls(input)];
    const answered = calls.flatMap(({ id, ask }) => (ask === undefined ? [id] : []));
    const writer = createEventWriter(input, write, known, [...answered, ...seenResults(input)]);
    writer.start();
    const lost = new AbortController();
    let stop = () => {};
    try {
      const claimed = await take(held, input);
      stop = held.renew(() => lost.abort(new ToolferryError('run_taken', 'Another request has taken this thread.')));
      const { toRequest, completed, result } = options;
      await runThread(
        { backend, thread, input, held, writer, signal: lost.signal, toRequest, completed, result },
        claimed,
      );
    } catch (error) {
      report(error);
      const isOurs = ToolferryError.isInstance(error);
      writer.fail(codeOf(error) ?? 'run_failed', isOurs ? error.message : 'The run failed on the server.');
    } finally {
      stop();
    }
  }

  /** Claims the thread for this request: of several with the same answers one wins. */
  async function take(held: HeldThread, input: ClientInput): Promise<Claim> {
    const decided = claim(held.record, input, Date.now());
    const { record, work } = decided;
    const run = record.run ?? startOf(record.queued, await takeTools(input, names));
    const queued = record.run ? record.queued : [];
    const claimed: Claim = { work, record: { ...record, status: 'running', queued, run } };
    try {
      await held.save(claimed.record);
    } catch (error) {
      if (codeOf(error) !== 'run_taken') throw error;
      throw new ToolferryError('thread_busy', 'Another request runs on this thread. Send this one later.');
    }
    return claimed;
  }

  function report(error: unknown): void {
    try {
      options.onError?.(error);
    } catch {
      // What watches a run does not change it.
    }
  }
}

/** After a crash a client may have seen a part of what is written again. What it claims to have seen concerns only itself. */
function seenCalls({ messages }: ClientInput): string[] {
  const calls = messages.flatMap(({ toolCalls }) => (Array.isArray(toolCalls) ? toolCalls : []));
  return calls.map((call) => getProperty(call, 'id')).filter((id) => typeof id === 'string');
}

function seenResults({ messages }: ClientInput): string[] {
  return messages.flatMap(({ role, toolCallId }) =>
    role === 'tool' && typeof toolCallId === 'string' ? [toolCallId] : [],
  );
}

/** Comments keep the connection open through proxies that close silent ones. */
const pingMs = 15_000;

/** Returns a response with the events that the work writes. The work continues when the client goes away. */
function streamed(work: (write: (event: object) => void) => Promise<void>): Response {
  const encoder = new TextEncoder();
  let isOpen = true;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => {
        if (isOpen) controller.enqueue(encoder.encode(text));
      };
      const ping = setInterval(() => send(': ping\n\n'), pingMs);
      const end = () => {
        clearInterval(ping);
        if (isOpen) controller.close();
        isOpen = false;
      };
      work((event) => send(`data: ${JSON.stringify(event)}\n\n`)).then(end, end);
    },
    cancel() {
      isOpen = false;
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } });
}

function refusal(status: number, message: string): Response {
  return Response.json({ error: { code: 'bad_request', message } }, { status });
}
