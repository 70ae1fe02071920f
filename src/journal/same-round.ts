import type { Pause, PendingCall } from '../types.js';

/** Returns whether two pauses wait for the same calls. */
export function isSameRound(one: Pause | undefined, other: Pick<Pause, 'calls'>): boolean {
  if (one?.calls.length !== other.calls.length) return false;
  const ids = new Set(one.calls.map(questionOf));
  return other.calls.every((call) => ids.has(questionOf(call)));
}

function questionOf({ id, ask }: PendingCall): string {
  return `${ask ?? 'call'} ${id}`;
}
