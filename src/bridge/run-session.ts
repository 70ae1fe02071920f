import { neverAborted } from '../async/abort-signal.js';
import { ToolferryError } from '../errors.js';
import { shortName } from '../result/short-name.js';
import { callFingerprint } from '../tool/call-fingerprint.js';
import type { Answer, Pause, PendingCall, RunSession } from '../types.js';
import { type AnswerContext, answerCall } from './answer-call.js';
import type { Waiting } from './late-approval.js';
import type { Rules } from './rules.js';

/** One question of a run: a call to run or to approve. */
interface Question {
  readonly fingerprint: string;
  readonly answer: Promise<Answer | Waiting>;
  isAnswered: boolean;
  /** How often the server repeated it after it was answered. */
  repeats: number;
}

/** The questions of one run, by call id and kind. */
type Questions = Map<string, Question>;

const maxRepeats = 3;

/** The calls of a run that can end and continue later. */
export interface WaitingSession {
  /** Answers calls as a `RunSession` does. A call whose approval was put off has no answer yet. */
  answer(calls: readonly PendingCall[], context: AnswerContext): Promise<(Answer | Waiting)[]>;
}

/**
 * Opens a run with fixed tools, and keeps every question with its answer, so that no call runs twice. A run that is resumed
 * knows the answers of its pause.
 */
export function openSession(rules: Rules, pause?: Pause): WaitingSession {
  const questions = answeredQuestions(rules, pause);
  return {
    // Not async, which would take one more promise for each pause.
    answer(calls, context) {
      try {
        return Promise.all(answersTo(calls, questions, context));
      } catch (error) {
        return Promise.reject(error);
      }
    },
  };
}

/** Opens a run that waits for all its answers. */
export function openRun(rules: Rules, emit: AnswerContext['emit']): RunSession {
  const session = openSession(rules);
  return {
    tools: rules.tools,
    answer: (calls, { signal = neverAborted() } = {}) =>
      session.answer(calls, { rules, emit, signal }) as Promise<Answer[]>,
  };
}

function answersTo(
  calls: readonly PendingCall[],
  questions: Questions,
  context: AnswerContext,
): Promise<Answer | Waiting>[] {
  checkIds(calls);
  const { inputNodes } = context.rules.limits;
  const asked = calls.map((call) => ({ call, fingerprint: callFingerprint(call, inputNodes) }));
  for (const { call, fingerprint } of asked) checkRepeat(call, fingerprint, questions.get(keyOf(call)));
  return asked.map(
    ({ call, fingerprint }) =>
      (questions.get(keyOf(call)) ?? addQuestion(questions, call, fingerprint, context)).answer,
  );
}

/** Returns the questions of a pause whose answers it has. An answer of the other kind is none. */
function answeredQuestions({ limits }: Rules, { calls = [], answers = [] }: Partial<Pause> = {}): Questions {
  const known = new Map(answers.map((answer) => [answer.toolCallId, answer]));
  const questions: Questions = new Map();
  for (const call of calls) {
    const answer = known.get(call.id);
    if (answer === undefined || 'approved' in answer !== (call.ask === 'approval')) continue;
    questions.set(keyOf(call), {
      fingerprint: callFingerprint(call, limits.inputNodes),
      answer: Promise.resolve(answer),
      isAnswered: true,
      repeats: 0,
    });
  }
  return questions;
}

function addQuestion(questions: Questions, call: PendingCall, fingerprint: string, context: AnswerContext): Question {
  const question: Question = {
    fingerprint,
    answer: answerCall(context, call).then((answer) => {
      question.isAnswered = true;
      return context.record && !isWaiting(answer) ? context.record.answered(call, answer) : answer;
    }),
    isAnswered: false,
    repeats: 0,
  };
  questions.set(keyOf(call), question);
  return question;
}

/** Returns whether the approval of the call was put off. */
export function isWaiting(answer: Answer | Waiting): answer is Waiting {
  return 'waiting' in answer;
}

function checkIds(calls: readonly PendingCall[]): void {
  const ids = new Set<string>();
  for (const call of calls) {
    if (typeof call.id !== 'string' || call.id === '') throw conflict(call, 'has no id');
    if (ids.has(call.id)) throw conflict(call, 'is pending twice');
    ids.add(call.id);
  }
}

function checkRepeat(call: PendingCall, fingerprint: string, question: Question | undefined): void {
  if (question === undefined) return;
  if (question.fingerprint !== fingerprint) throw conflict(call, 'was requested before with another name or input');
  if (question.isAnswered) question.repeats += 1;
  if (question.repeats <= maxRepeats) return;
  throw new ToolferryError(
    'call_repeated',
    `The server requested "${shortName(call.name)}" (call ${shortName(call.id)}) again after ${maxRepeats} repeated answers.`,
    { data: { toolCallId: call.id } },
  );
}

function keyOf({ id, ask }: PendingCall): string {
  return `${ask ?? 'call'} ${id}`;
}

function conflict(call: PendingCall, problem: string): ToolferryError {
  const message = `The call ${shortName(call.id)} of "${shortName(call.name)}" ${problem}. No call of this round was run.`;
  return new ToolferryError('call_conflict', message, { data: { toolCallId: call.id } });
}
