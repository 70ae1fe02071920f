import { getProperty } from '../unknown.js';

/** Resolves in a later turn of the event loop, so that work which ends in this one is done. */
export function nextTurn(): Promise<void> {
  const setImmediate = getProperty(globalThis, 'setImmediate');
  // A time-out of 0 waits a millisecond in Node.
  const schedule = typeof setImmediate === 'function' ? setImmediate : setTimeout;
  return new Promise((resolve) => {
    schedule(resolve, 0);
  });
}
