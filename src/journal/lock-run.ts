import type { TakeRun } from '../types.js';
import type { JournalStore } from './stores/store.js';
import { storeStep } from './writer.js';

/** Releases the lock of a run, and does nothing the second time. Absent where there is no lock. */
export type Unlock = (() => void) | undefined;

/**
 * Waits for the lock of a run, where the store has locks. A new run that was aborted needs none: it only has to be cancelled.
 * Rejects with the reason of a signal that is aborted before.
 */
export async function lockRun(store: JournalStore, { key, signal, isNew }: TakeRun): Promise<Unlock> {
  try {
    const release = await storeStep(async () => store.lock?.(key, signal), Number.POSITIVE_INFINITY);
    return release && once(release);
  } catch (error) {
    if (isNew && signal.aborted) return undefined;
    signal.throwIfAborted();
    throw error;
  }
}

/** Returns a function that releases the lock once. If a write fails, both the record and the code that awaits the write call it. */
function once(release: () => void): () => void {
  let isReleased = false;
  return () => {
    if (!isReleased) release();
    isReleased = true;
  };
}
