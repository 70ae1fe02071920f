import type { JournalStore, StoredRun } from './store.js';

/**
 * Returns a store in the memory of this process, for tests and for runs that need not outlive it: they are lost when the process
 * ends. A run that has ended is deleted after its `keepMs`, when another run is written.
 *
 * @example
 * ```ts
 * import { createBridge } from 'toolferry';
 * import { createJournal, memoryStore } from 'toolferry/journal';
 *
 * const bridge = createBridge({ tools: [], journal: createJournal(memoryStore()) });
 * ```
 */
export function memoryStore(): JournalStore {
  const openRuns = new Map<string, StoredRun>();
  /** In the order in which they ended, so that the ones to delete come first. */
  const endedRuns = new Map<string, { readonly run: StoredRun; readonly expiresAt: number }>();
  const find = (key: string) => openRuns.get(key) ?? endedRuns.get(key)?.run;
  return {
    async read(key) {
      return find(key);
    },
    async write(key, { version, open, keepMs = Number.POSITIVE_INFINITY, text }, before) {
      if ((find(key)?.version ?? 0) !== before) return false;
      const run = { version, open, text };
      openRuns.delete(key);
      endedRuns.delete(key);
      if (open) openRuns.set(key, run);
      else endedRuns.set(key, { run, expiresAt: Date.now() + keepMs });
      deleteExpired(endedRuns);
      return true;
    },
    async open() {
      return [...openRuns.keys()];
    },
  };
}

function deleteExpired(runs: Map<string, { readonly expiresAt: number }>): void {
  const now = Date.now();
  for (const [key, { expiresAt }] of runs) {
    if (expiresAt > now) return;
    runs.delete(key);
  }
}
