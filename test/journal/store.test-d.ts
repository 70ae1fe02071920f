import { createJournal, indexedDBStore, type JournalStore } from 'toolferry/journal';

const { read, write, open } = indexedDBStore({ database: 'runs' });

/** A lock is optional, and one that is there returns the function that releases it. */
createJournal({ read, write, open });
createJournal({ read, write, open, lock: async (_key: string, _signal: AbortSignal) => () => {} });
// @ts-expect-error A lock that nothing releases.
export const broken: JournalStore = { read, write, open, lock: async () => true };
// @ts-expect-error The option is `database`.
indexedDBStore({ name: 'runs' });
