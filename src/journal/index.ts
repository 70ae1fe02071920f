/** The record of runs and their calls, and where it is kept. @module */

export { createJournal, type JournalOptions } from './create-journal.js';
export { memoryStore } from './memory-store.js';
export { type PostgresPool, type PostgresStoreOptions, postgresStore } from './postgres-store.js';
export { type RedisClient, type RedisStoreOptions, redisStore } from './redis-store.js';
export {
  type SQLiteDatabase,
  type SQLiteStatement,
  type SQLiteStoreOptions,
  type SQLiteValue,
  sqliteStore,
} from './sqlite-store.js';
export type { JournalStore, StoredRun } from './store.js';
export { type JournalStoreLaw, journalStoreLaws } from './store-laws.js';
