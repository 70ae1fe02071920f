import type { Answer } from '../types.js';
import type { CallText } from './record-text.js';

/** A call of a held run. */
export type HeldCall = { -readonly [Member in keyof CallText]: CallText[Member] } & {
  /** An earlier process started it, and recorded no answer. */
  isCutOff?: boolean;
};

/** The calls of the pause at which a held run stands. */
export interface HeldCalls {
  /** Returns a call; undefined if nothing is known of it. */
  find(id: string): HeldCall | undefined;
  /** Returns a call, which is added if nothing is known of it. */
  get(id: string): HeldCall;
  /** Removes the calls, because the run stands at another pause. */
  clear(): void;
  /** Returns the calls as they are recorded. */
  recorded(): CallText[];
}

/** Creates the calls of a run from its record. */
export function createHeldCalls(recorded: readonly CallText[]): HeldCalls {
  const calls = new Map<string, HeldCall>(recorded.map((call) => [call.id, { ...call, isCutOff: isCutOff(call) }]));
  return {
    find: (id) => calls.get(id),
    get(id) {
      const call = calls.get(id) ?? { id };
      calls.set(id, call);
      return call;
    },
    clear: () => calls.clear(),
    recorded: () => [...calls.values()].map(({ isCutOff: _, ...call }) => call),
  };
}

function isCutOff({ started, answer }: CallText): boolean {
  return started === true && answer === undefined;
}

/** Returns whether an answer is that of a call that was aborted. */
export function isAborted(answer: Answer | undefined): boolean {
  return answer !== undefined && 'error' in answer && answer.error?.code === 'aborted';
}
