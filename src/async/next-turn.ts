import { getProperty } from '../unknown.js';

const setImmediate = getProperty(globalThis, 'setImmediate');
/**
 * Read once, so that a test with fake timers does not stop what waits for its turn. A time-out of 0 waits a millisecond in Node.
 */
const schedule = typeof setImmediate === 'function' ? setImmediate : setTimeout;

/** Resolves in a later turn of the event loop, so that work which ends in this one is done. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    schedule(resolve, 0);
  });
}
