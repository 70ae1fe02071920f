/** The record of runs and their calls, in a store. @module */
export { createJournal, type JournalOptions } from './create-journal.js';
export { memoryStore } from './memory-store.js';
export type { JournalStore, StoredRun } from './store.js';
