import { ToolferryError } from '../errors.js';
import type { Answer, JSONValue, Pause, PendingCall } from '../types.js';
import { getProperty } from '../unknown.js';
import { type Question, questionKey } from './read-questions.js';

export const backendName = 'langgraph';

/** The answers to the questions of a run, by `questionKey`. */
export type Known = ReadonlyMap<string, Answer>;

/** The state of a pause, in addition to its calls. */
interface PauseState {
  readonly threadId: string;
  /** The interrupt of each call. */
  readonly interrupts: readonly string[];
  /** The answers to other questions of the same step: LangGraph may ask them again (1.4). */
  readonly known: readonly (readonly [key: string, answer: Answer])[];
}

/** Creates the pause for the open questions of a thread. */
export function toPause(
  { threadId, runId }: { readonly threadId: string; readonly runId: string },
  open: readonly Question[],
  known: Known,
): Pause {
  const state: PauseState = {
    threadId,
    interrupts: open.map(({ interruptId }) => interruptId),
    known: [...known],
  };
  const calls = open.map(({ call }) => call);
  return { version: 1, backend: backendName, runId, calls, state: state as unknown as JSONValue };
}

/** Throws `pause_mismatch` for a pause without the state of this backend. */
export function readState({ state, calls }: Pause): PauseState {
  const interrupts = getProperty(state, 'interrupts');
  const isState = typeof getProperty(state, 'threadId') === 'string' && Array.isArray(getProperty(state, 'known'));
  if (isState && Array.isArray(interrupts) && interrupts.length === calls.length) return state as unknown as PauseState;
  throw new ToolferryError('pause_mismatch', 'This pause has no thread of a graph. Nothing was run.');
}

/** Returns the keys of a pause's questions, in their order. */
export function askedKeys(pause: Pause): string[] {
  const { interrupts } = readState(pause);
  return pause.calls.map((call, index) => questionKey(interrupts[index] ?? '', call));
}

/** Returns the answers of a pause, with those that were known before. */
export function withAnswers(pause: Pause, answers: readonly Answer[]): Known {
  const keys = askedKeys(pause);
  const given = pause.calls.flatMap((call, index) => {
    const answer = answers.find((each) => each.toolCallId === call.id && isAnswerTo(call, each));
    return answer ? [[keys[index] ?? '', answer] as const] : [];
  });
  return new Map([...readState(pause).known, ...given]);
}

function isAnswerTo({ ask }: PendingCall, answer: Answer): boolean {
  return 'approved' in answer === (ask === 'approval');
}
