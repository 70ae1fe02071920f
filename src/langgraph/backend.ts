import { neverAborted } from '../async/abort-signal.js';
import { ToolferryError } from '../errors.js';
import { randomUUID } from '../random-uuid.js';
import { shortName } from '../result/short-name.js';
import { uuidOf } from '../tool/uuid-of.js';
import type { Pause, RunBackend, RunHost } from '../types.js';
import { getProperty } from '../unknown.js';
import { advance, type LangGraphOutput, runIdOf } from './advance.js';
import { cancelCalls } from './cancel-calls.js';
import { emitMissed, pauseIn, startIn } from './emit-missed.js';
import { type GraphSnapshot, interruptId, type LangGraph } from './graph.js';
import { askedKeys, backendName, readState, toPause, withAnswers } from './pause.js';
import { questionKey, readQuestions } from './read-questions.js';
import { resumeWith } from './resume-command.js';
import { type LangGraphFactory, readThread, runSteps, type Thread, threadOpener } from './thread.js';

/** The request of a run: an input, or the values that resume an interrupted thread. */
export type LangGraphRequest = {
  /** The thread of the graph's checkpointer. Default: a new thread, and always the same one for a run's key. */
  readonly threadId?: string | undefined;
} & (
  | {
      /** The graph's input, such as `{ messages: [{ role: 'user', content: 'Hello' }] }`. */
      readonly input: unknown;
      readonly resume?: undefined;
    }
  | {
      /** The values for interrupts that are not about a tool call, by interrupt id; `threadId` is the interrupted thread. */
      readonly resume: { readonly [interruptId: string]: unknown };
      readonly input?: undefined;
    }
);

/**
 * Creates a backend from a LangGraph graph: a compiled one, an agent of `createAgent`, or a `RemoteGraph`. It needs a
 * checkpointer, in a store that outlives the process if runs are to continue in another one.
 *
 * The run pauses for the calls of headless tools, which are answered here, and for approvals by `approveByInterrupt()` and
 * `humanInTheLoopMiddleware`. Tools that are not headless run in the graph.
 *
 * @param source A graph whose headless tools have the names of client tools here, or a function that creates one with the client
 * tools of the run.
 * @throws TypeError for anything else.
 * @returns A backend for `bridge.run` and `bridge.resume`. A run rejects with `cannot_pause` if the graph has no checkpointer, and
 * for an interrupt that is not about a tool call.
 * @example
 * ```ts
 * import { MemorySaver } from '@langchain/langgraph';
 * import { createAgent } from 'langchain';
 * import { createBridge, defineTool } from 'toolferry';
 * import { langGraphBackend } from 'toolferry/langgraph';
 *
 * const locate = defineTool({
 *   name: 'locate',
 *   description: 'Where the user is',
 *   inputSchema: { type: 'object' },
 *   handler: () => 'Basel',
 * });
 * const checkpointer = new MemorySaver();
 * const backend = langGraphBackend(({ tools }) => createAgent({ model: 'openai:gpt-5', tools, checkpointer }));
 * const bridge = createBridge({ tools: [locate] });
 * const input = { messages: [{ role: 'user', content: 'Where am I?' }] };
 * export const answer = bridge.run(backend, { input }).then(({ text }) => text);
 * ```
 */
export function langGraphBackend<Values>(
  source: LangGraph<Values> | LangGraphFactory<Values>,
): RunBackend<LangGraphRequest, LangGraphOutput<Values>> {
  const open = threadOpener(source);

  return {
    name: backendName,
    async start(request, host) {
      const threadId = request.threadId ?? (await threadOfKey(host.key ?? randomUUID()));
      const thread = await open(host, threadId);
      const before = await readThread(thread);
      if (host.mayRepeat && isStarted(request, before)) {
        emitMissed(thread, before, startIn(before, request.input));
        return advance<Values>(thread, before);
      }
      if (request.resume) {
        checkInterrupted(request.resume, before);
        return advance<Values>(thread, await runSteps(thread, { input: resumeWith(request.resume), before }));
      }
      const waiting = waitingPause(thread, before);
      if (waiting) throw threadWaits(threadId, waiting);
      // A run that was aborted, or failed, while its tools ran has left these open.
      await cancelCalls(thread, before);
      return advance<Values>(thread, await runSteps(thread, { input: request.input, before }));
    },
    async resume(pause, answers, host) {
      const thread = await open(host, readState(pause).threadId);
      const before = await readThread(thread);
      if (host.mayRepeat) emitMissed(thread, before, pauseIn(before, pause));
      else checkAsked(pause, before);
      return advance<Values>(thread, before, { known: withAnswers(pause, answers), runId: pause.runId });
    },
    async check(pause, host) {
      const thread = await open(host, readState(pause).threadId);
      if (!host.mayRepeat) checkAsked(pause, await readThread(thread));
    },
    async cancel(pause) {
      const thread = await open(hostOf(pause), readState(pause).threadId);
      const snapshot = await readThread(thread);
      const stillOpen = openKeys(snapshot);
      if (askedKeys(pause).some((key) => stillOpen.has(key))) await cancelCalls(thread, snapshot);
    },
  };
}

/** Returns the thread of a run's key: a UUID, because servers accept no other id, and one that no other thread has. */
function threadOfKey(key: string): Promise<string> {
  return uuidOf(`toolferry ${key}`);
}

/** Returns whether the thread has this start already. */
function isStarted({ threadId, input, resume }: LangGraphRequest, snapshot: GraphSnapshot): boolean {
  if (resume) return !snapshot.tasks.some(({ interrupts }) => interrupts.some((each) => interruptId(each) in resume));
  if (threadId === undefined) return snapshot.config?.configurable?.checkpoint_id !== undefined;
  const sent = messageIds(input);
  if (sent.length === 0) throw unknownStart(threadId);
  const known = new Set(messageIds(snapshot.values));
  return sent.every((id) => known.has(id));
}

/** Returns the ids of messages, which `RemoteGraph` and inputs have as plain objects. */
function messageIds(state: unknown): unknown[] {
  const messages = [getProperty(state, 'messages') ?? []].flat();
  return messages.map((message) => getProperty(message, 'id')).filter((id) => typeof id === 'string');
}

function unknownStart(threadId: string): ToolferryError {
  const message = `This run may have started before, and nothing shows whether the thread "${shortName(threadId)}" has its input. Give each message of the input an id.`;
  return new ToolferryError('outcome_unknown', message);
}

/** Returns the pause of a thread that waits for answers: a new message would leave its calls without one. */
function waitingPause({ threadId }: Thread, snapshot: GraphSnapshot): Pause | undefined {
  const questions = readQuestions(snapshot);
  if (questions.length === 0) return undefined;
  return toPause({ threadId, runId: runIdOf(snapshot) }, questions, new Map());
}

function threadWaits(threadId: string, pause: Pause): ToolferryError {
  const message = `The thread "${shortName(threadId)}" waits for the answers to its calls, so it takes no new input. Resume data.pause, or drop its calls with backend.cancel(data.pause).`;
  return new ToolferryError('pending_approval', message, { data: { pause } });
}

/** Throws `already_resumed` for values of other interrupts than those that wait: LangGraph would hand them to any. */
function checkInterrupted(resume: object, { tasks }: GraphSnapshot): void {
  const waiting = new Set(tasks.flatMap(({ interrupts }) => interrupts.map(interruptId)));
  const ids = Object.keys(resume);
  if (ids.length > 0 && ids.every((id) => waiting.has(id))) return;
  throw new ToolferryError(
    'already_resumed',
    'The graph does not wait for these interrupts. Nothing was resumed. Read the newest state of its thread.',
  );
}

/** Throws `already_resumed` unless the thread still asks all that the pause asks. */
function checkAsked(pause: Pause, snapshot: GraphSnapshot): void {
  const open = openKeys(snapshot);
  if (askedKeys(pause).every((key) => open.has(key))) return;
  throw new ToolferryError(
    'already_resumed',
    'The graph no longer waits for these calls. Nothing was resumed. Discard the pause.',
  );
}

function openKeys(snapshot: GraphSnapshot): ReadonlySet<string> {
  return new Set(readQuestions(snapshot).map(({ interruptId, call }) => questionKey(interruptId, call)));
}

/** Returns a host for a graph in which nothing runs. An agent without any tool has no node for the answers of its calls. */
function hostOf({ calls }: Pause): RunHost {
  const names = new Set(calls.flatMap(({ ask, name }) => (ask === undefined ? [name] : [])));
  const tools = [...names].map((name) => ({ name, description: name, inputSchema: { type: 'object' as const } }));
  return { tools, signal: neverAborted(), emit() {} };
}
