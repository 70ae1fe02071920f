import { type Canceller, cancelPause } from './cancel-pause.js';
import { type HeldThread, stopped } from './held-thread.js';
import { failureOf } from './run-failure.js';
import { endedThread, isUnderWay, type ThreadRecord } from './thread.js';
import type { AGUIThread } from './thread-work.js';
import { unlessTaken } from './unless-taken.js';

/** The parts of a handler that stop runs. */
export interface Stopper extends Canceller {
  hold(thread: AGUIThread): Promise<HeldThread>;
  /** Aborts what runs here, by thread. */
  readonly running: ReadonlyMap<string, AbortController>;
}

/**
 * Stops the run of a thread. Returns true when nothing runs any more, and false for a run under way: its process ends it, at once if
 * it is this one, else when it renews its lease.
 */
export async function stopThread(stopper: Stopper, thread: AGUIThread): Promise<boolean> {
  for (;;) {
    const held = await stopper.hold(thread);
    const { record } = held;
    if (record?.run === undefined) return true;
    const run = { ...record.run, isStopped: true };
    const isRunning = isUnderWay(record);
    const isMarked =
      record.run.isStopped ||
      (await unlessTaken(async () => {
        await held.save({ ...record, status: 'running', run });
        return true;
      }));
    if (!isMarked) continue;
    if (!isRunning) await clearThread(stopper, held, { ...record, run });
    else stopper.running.get(thread.threadId)?.abort(stopped());
    return !isRunning;
  }
}

/** Ends the run of a thread on which nobody works, and cancels its calls. */
export async function clearThread(canceller: Canceller, held: HeldThread, record: ThreadRecord): Promise<void> {
  const { pause } = record.run ?? {};
  if (pause) await cancelPause(canceller, pause);
  await held.end(endedThread(record, { events: [], error: failureOf(stopped()) }));
}
