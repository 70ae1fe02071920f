import type { Bridge } from '../types.js';
import { hasJournal } from './bridge-marks.js';

/** Throws a TypeError for the option `thread` with a bridge that records nothing. */
export function requireJournal(bridge: Bridge, thread: unknown): void {
  if (thread === undefined || hasJournal.of(bridge)) return;
  throw new TypeError(
    'thread: this bridge has no journal to record the calls of the thread in. Pass journal to createBridge(), or with an array of tools.',
  );
}
