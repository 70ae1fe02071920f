import { sleep } from '../async/sleep.js';
import { checkOptions } from '../check-options.js';
import { requireJournal } from '../policy/require-journal.js';
import type { MemberNames } from '../refuse-unknown.js';
import { executeInPage } from '../tool/execute-in-page.js';
import type { Answer, Bridge } from '../types.js';
import type { GraphSnapshot } from './graph.js';
import { callsOf, messagesOf } from './messages.js';
import { questionKey, readHeadlessCalls } from './read-questions.js';
import { toCommand } from './resume-command.js';

/** The members of the value of `useStream` that are used. */
export interface ThreadStream {
  readonly isLoading: boolean;
  readonly client: { readonly threads: { getState(threadId: string): Promise<object> } };
  submit(values: null, options: ResumeOptions): unknown;
}

interface ResumeOptions {
  readonly command: { readonly resume: { readonly [interruptId: string]: unknown } };
  readonly multitaskStrategy: 'enqueue';
}

export interface AnswerHeadlessCallsOptions {
  /** The id of the thread, as `threadId` of `useStream`. Nothing is done while there is none. */
  readonly thread: string | null | undefined;
}

/** The work on the open calls of a thread. */
interface Answering {
  /** The value of the last render. */
  stream: ThreadStream;
  isRunning: boolean;
  /** There may be new calls. */
  isAsked: boolean;
  /** The answers that were sent last. */
  sent?: string;
}

/** The threads of each bridge. */
const answering = new WeakMap<Bridge, Map<string, Answering>>();

/**
 * Answers the calls of headless tools at which a thread of `useStream` stands: new ones, and those that the page left open when it
 * was closed or reloaded, which `useStream({ tools })` never answers. Call it in an effect. It returns at once, and resumes the
 * thread when the calls have ended.
 *
 * The bridge needs a journal, such as that of `indexedDBStore()`: the handler of a call runs once, however often the page is
 * loaded, and in all of its tabs. A call that was cut off is answered with `outcome_unknown`, unless its tool is safe to repeat.
 * Calls of tools that the bridge does not have, or that have no handler, are left to other code. Until the server can be reached,
 * what it did not get is sent again, after 1 s at first and later after 30 s.
 *
 * Do not pass `tools` to `useStream` as well: it would run the same calls a second time.
 *
 * @param stream The value of `useStream`.
 * @param options.thread The id of the thread.
 * @throws TypeError for a bridge without a journal.
 * @example
 * ```tsx
 * import { useStream } from '@langchain/langgraph-sdk/react';
 * import { useEffect, useState } from 'react';
 * import { createBridge } from 'toolferry';
 * import { createJournal, indexedDBStore } from 'toolferry/journal';
 * import { answerHeadlessCalls } from 'toolferry/langgraph';
 *
 * const bridge = createBridge({ tools: [], journal: createJournal(indexedDBStore()) });
 *
 * export function useAgent() {
 *   const [thread, setThread] = useState(() => localStorage.getItem('thread'));
 *   const stream = useStream({ apiUrl: 'http://localhost:2024', assistantId: 'agent', threadId: thread, onThreadId: setThread });
 *   useEffect(() => {
 *     if (thread) localStorage.setItem('thread', thread);
 *     answerHeadlessCalls(bridge, stream, { thread });
 *   }, [thread, stream.isLoading]);
 *   return stream;
 * }
 * ```
 */
export function answerHeadlessCalls(bridge: Bridge, stream: ThreadStream, options: AnswerHeadlessCallsOptions): void {
  checkOptions('answerHeadlessCalls()', options, optionNames);
  const { thread } = options;
  if (!thread) return;
  requireJournal(bridge, thread);
  const threads = answering.get(bridge) ?? new Map<string, Answering>();
  answering.set(bridge, threads);
  const work = threads.get(thread) ?? { stream, isRunning: false, isAsked: false };
  threads.set(thread, Object.assign(work, { stream, isAsked: true }));
  if (!work.isRunning && !stream.isLoading) void answerAll(bridge, thread, work);
}

const optionNames: MemberNames<AnswerHeadlessCallsOptions> = { thread: 0 };

const [firstRetryMs, maxRetryMs] = [1_000, 30_000];

/** Sends answers until the thread waits for no call of this page, and looks at it again after each attempt. */
async function answerAll(bridge: Bridge, thread: string, work: Answering): Promise<void> {
  work.isRunning = true;
  let delayMs = firstRetryMs;
  while (work.isAsked) {
    work.isAsked = false;
    const found = await answersOf(bridge, thread, work.stream).catch(report);
    if (found && isSettled(found, work.sent)) continue;
    work.isAsked = true;
    if (found && found.text !== work.sent) delayMs = firstRetryMs;
    else {
      // The thread could not be read, or did not get the answers.
      await sleep(delayMs);
      delayMs = Math.min(delayMs * 2, maxRetryMs);
    }
    if (found) await send(work, found).catch(report);
  }
  work.isRunning = false;
}

interface FoundAnswers {
  readonly resume: ResumeOptions['command']['resume'];
  /** The answers as JSON, to compare. */
  readonly text: string;
  /** They answer all that the thread waits for. Where others are open too, it shows answered calls as open (LangGraph 1.4). */
  readonly isComplete: boolean;
}

/** Returns whether the thread has all answers, as far as it shows that. */
function isSettled({ text, isComplete }: FoundAnswers, sent: string | undefined): boolean {
  return text === '{}' || (text === sent && !isComplete);
}

async function send(work: Answering, { resume, text }: FoundAnswers): Promise<void> {
  work.sent = text;
  await work.stream.submit(null, { command: { resume }, multitaskStrategy: 'enqueue' });
}

/** Reports an error to the page. */
function report(error: unknown): undefined {
  globalThis.reportError?.(error);
}

/**
 * Runs the open calls of a thread, and returns the answers. Where another tab has sent them already, LangGraph ignores them, and the
 * response shows the thread as it is now.
 */
async function answersOf(bridge: Bridge, thread: string, { client }: ThreadStream): Promise<FoundAnswers> {
  const snapshot = (await client.threads.getState(thread)) as GraphSnapshot;
  const open = readHeadlessCalls(snapshot).filter(({ call }) => bridge.tools.get(call.name)?.handler !== undefined);
  const answers = await Promise.all(
    open.map(async ({ call, interruptId }): Promise<[string, Answer]> => {
      const message = askingMessage(snapshot, call.id) ?? interruptId;
      return [questionKey(interruptId, call), await executeInPage(bridge, call, { thread, message })];
    }),
  );
  const { resume } = toCommand(open, new Map(answers));
  const waiting = snapshot.tasks.flatMap(({ interrupts }) => interrupts);
  return { resume, text: JSON.stringify(resume), isComplete: waiting.length === Object.keys(resume).length };
}

/** Returns the id of the message with a call: some providers count the calls of each message from 0. */
function askingMessage({ values }: GraphSnapshot, toolCallId: string): string | undefined {
  return messagesOf(values).findLast((message) => callsOf(message).some(({ id }) => id === toolCallId))?.id;
}
