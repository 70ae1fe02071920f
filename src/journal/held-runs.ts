import { getProperty } from '../unknown.js';
import type { HeldRun } from './run-record.js';

/** The runs that this process has. */
export interface HeldRuns {
  has(key: string): boolean;
  add(key: string, run: HeldRun): void;
  remove(key: string, run: HeldRun): void;
}

/** Creates the list of held runs. One timer renews the leases of all of them, and does not keep the process alive. */
export function createHeldRuns(leaseMs: number): HeldRuns {
  const runs = new Map<string, HeldRun>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const beat = (): void => {
    for (const run of runs.values()) run.beat();
  };
  return {
    has: (key) => runs.has(key),
    add(key, run) {
      runs.set(key, run);
      timer ??= startTimer(beat, leaseMs / 3);
    },
    remove(key, run) {
      if (runs.get(key) === run) runs.delete(key);
      if (runs.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}

function startTimer(work: () => void, everyMs: number): ReturnType<typeof setInterval> {
  const timer = setInterval(work, everyMs);
  const unref = getProperty(timer, 'unref');
  if (typeof unref === 'function') unref.call(timer);
  return timer;
}
