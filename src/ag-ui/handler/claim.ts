import { ToolferryError } from '../../errors.js';
import { failure } from '../../result/failure.js';
import type { Answer, PendingCall } from '../../types.js';
import { toApproval, toResult } from './read-answers.js';
import { isContent } from './read-content.js';
import type { ClientInput } from './read-input.js';
import { identify } from './taken-request.js';
import { type AGUIUserMessage, isUnderWay, type ThreadRecord, type ThreadRun } from './thread.js';

/** The work of a request, and the thread's record with it. */
export interface Claim {
  /** `ask`: the answers are kept, and the approvals of the same pause are asked for. */
  readonly work: 'start' | 'resume' | 'ask';
  readonly record: ThreadRecord;
  /** What the thread was before. */
  readonly before: ThreadRecord;
}

/**
 * Decides what a request does, before anything is claimed or runs. Of the client's messages it reads the new ones of the user and the
 * results of the calls that are asked, wherever they stand. Answers have to cover exactly what is asked.
 */
export async function claim(record: ThreadRecord, input: ClientInput): Promise<Claim> {
  const { run, status } = record;
  if (isUnderWay(record))
    throw new ToolferryError('thread_busy', 'Another request runs on this thread. Send this one later.');
  const added = newMessages(input, record);
  const lastMessageId = added.at(-1)?.id ?? record.lastMessageId;
  const queued = [...record.queued, ...added];
  const taken = await identify(run?.asked, input);
  if ((status === 'running' || status === 'failed') && run) {
    const work = workOf(run);
    return {
      work,
      before: record,
      record: { ...record, lastMessageId, queued, run: work === 'ask' ? run : { ...run, mayRepeat: true } },
    };
  }
  if (status === 'paused' && run) {
    const answered = { ...run, answers: [...run.answers, ...readAnswers(run, input, added)] };
    return { work: workOf(answered), before: record, record: { status, lastMessageId, taken, queued, run: answered } };
  }
  if (input.resume.length > 0) throw unknownInterrupt();
  if (added.length === 0)
    throw new ToolferryError(
      'already_resumed',
      'This thread waits for nothing, and there is no new message. Nothing was run.',
    );
  return { work: 'start', before: record, record: { status, lastMessageId, taken, queued } };
}

function workOf({ pause, answers }: ThreadRun): Claim['work'] {
  if (pause === undefined) return 'start';
  return pause.calls.length === answers.length ? 'resume' : 'ask';
}

/** Returns the messages of the user behind the last one that was taken. If that one is not there, only the newest is new. */
function newMessages({ messages }: ClientInput, { lastMessageId, queued }: ThreadRecord): AGUIUserMessage[] {
  const last = messages.findLastIndex(({ id }) => id === lastMessageId);
  const users = messages.slice(last + 1).filter(({ role }) => role === 'user');
  const known = new Set(queued.map(({ id }) => id));
  const added = (last < 0 ? users.slice(-1) : users).filter(({ id }) => !known.has(id));
  if (!added.every(({ content }) => isContent(content))) throw unreadable();
  return added.map(({ id, content }) => ({ id, content }));
}

function readAnswers(run: ThreadRun, input: ClientInput, added: readonly AGUIUserMessage[]): readonly Answer[] {
  const { asked } = run;
  if (asked?.interrupts) return readApprovals(asked.interrupts, input);
  if (input.resume.length > 0) throw unknownInterrupt();
  return readResults(run, input, added.length > 0);
}

function readApprovals(
  interrupts: readonly { readonly id: string; readonly toolCallId: string }[],
  { resume }: ClientInput,
): Answer[] {
  const open = new Set<unknown>(interrupts.map(({ id }) => id));
  if (!resume.every(({ interruptId }) => open.has(interruptId))) throw unknownInterrupt();
  return interrupts.map(({ id, toolCallId }) => {
    const entry = only(resume.filter(({ interruptId }) => interruptId === id));
    if (entry === undefined) throw answersMissing();
    return toApproval(toolCallId, entry);
  });
}

/** After a new message without any result, each call has the result `unanswered`. */
function readResults({ pause, asked }: ThreadRun, { messages }: ClientInput, hasMessage: boolean): Answer[] {
  const ids = new Set(asked?.tools);
  const calls = pause?.calls.filter((call) => call.ask === undefined && ids.has(call.id)) ?? [];
  const found = calls.map((call) =>
    only(messages.filter(({ role, toolCallId }) => role === 'tool' && toolCallId === call.id)),
  );
  if (hasMessage && found.every((message) => message === undefined)) return calls.map(unanswered);
  return calls.map((call, index) => {
    const message = found[index];
    if (message === undefined) throw answersMissing();
    return toResult(call, message);
  });
}

function unanswered(call: PendingCall): Answer {
  return failure(call, 'unanswered', `The user did not wait for "${call.name}" and wrote a new message.`);
}

function only<Value>(values: readonly Value[]): Value | undefined {
  if (values.length > 1) throw new ToolferryError('answers_double', 'A question was answered twice. Nothing was run.');
  return values[0];
}

function answersMissing(): ToolferryError {
  return new ToolferryError(
    'answers_missing',
    'All open questions have to be answered in one request. Nothing was run.',
  );
}

function unreadable(): ToolferryError {
  const message =
    'The content of a message of the user is neither text nor parts as AG-UI has them (text, image, audio, video, document). Nothing was run.';
  return new ToolferryError('bad_request', message);
}

function unknownInterrupt(): ToolferryError {
  return new ToolferryError('unknown_interrupt', 'An answer is for an interrupt that is not open. Nothing was run.');
}
