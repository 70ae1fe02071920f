import type { Journal } from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { expect } from 'vitest';

/** What outlives a process: a store. Each journal on it belongs to another process of the same worker. */
export function startWorker(store: JournalStore = memoryStore()) {
  const keys = new Set<string>();
  const observed: JournalStore = {
    ...store,
    write(key, ...run) {
      keys.add(key);
      return store.write(key, ...run);
    },
  };
  return {
    /** The keys that were written to. */
    keys: (): string[] => [...keys],
    startProcess: (): Journal => createJournal(observed, { holder: 'worker-1' }),
    /** Resolves when so many calls have ended, and no other one is under way. */
    ended: (count: number) => expect.poll(async () => [keys.size, await store.open()]).toEqual([count, []]),
  };
}
