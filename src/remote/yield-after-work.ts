import { sleep } from '../async/sleep.js';
import type { Steps } from '../schema/steps.js';

/** Takes some 10 ms. */
const workBetweenYields = 25_000;

/** Returns a function that lets the event loop have its turn, if enough work was taken from the budget since the last time. */
export function yieldAfterWork(work: Steps): () => Promise<void> | undefined {
  let yieldBelow = work.left - workBetweenYields;
  return () => {
    if (work.left >= yieldBelow) return undefined;
    yieldBelow = work.left - workBetweenYields;
    return sleep(0);
  };
}
