/** The record of runs and their calls, and where it is kept. @module */

export { createJournal, type JournalOptions } from './create-journal.js';
export { type IndexedDBStoreOptions, indexedDBStore } from './stores/indexed-db-store.js';
export { memoryStore } from './stores/memory-store.js';
export { type PostgresPool, type PostgresStoreOptions, postgresStore } from './stores/postgres-store.js';
export { type RedisClient, type RedisStoreOptions, redisStore } from './stores/redis-store.js';
export {
  type SQLiteDatabase,
  type SQLiteStatement,
  type SQLiteStoreOptions,
  type SQLiteValue,
  sqliteStore,
} from './stores/sqlite-store.js';
export type { JournalStore, StoredRun } from './stores/store.js';
export { type JournalStoreLaw, journalStoreLaws } from './stores/store-laws.js';
