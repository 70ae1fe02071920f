import { checkOptions } from '../../check-options.js';
import type { MemberNames } from '../../refuse-unknown.js';
import type { JournalStore } from './store.js';

/** A connection of `node:sqlite`, `bun:sqlite` or `libsql`, whose interface is that of `better-sqlite3`. */
export interface SQLiteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SQLiteStatement;
}

export interface SQLiteStatement {
  get(...values: SQLiteValue[]): unknown;
  all(...values: SQLiteValue[]): unknown[];
  run(...values: SQLiteValue[]): { readonly changes: number | bigint };
}

export type SQLiteValue = string | number | null;

export interface SQLiteStoreOptions {
  /**
   * `FULL`, the default, waits until each write is on the disk. `NORMAL` is several times faster, survives the end of the process,
   * and may lose the last writes when the machine crashes or loses power: their calls may then run again.
   */
  readonly synchronous?: 'FULL' | 'NORMAL' | undefined;
}

const optionNames: MemberNames<SQLiteStoreOptions> & Readonly<Record<string, unknown>> = {
  synchronous: ['FULL', 'NORMAL'],
};

const createTable = `
CREATE TABLE IF NOT EXISTS toolferry_runs (
  key TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  open INTEGER NOT NULL,
  expires_at INTEGER,
  text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS toolferry_runs_expires_at ON toolferry_runs (expires_at);`;

/**
 * Returns a store in a SQLite database. Takes an open connection of `node:sqlite` (Node 22.13 and later, Deno), of `libsql` (also
 * Node 20; its interface is that of `better-sqlite3`) or of `bun:sqlite`. Several processes on one machine may use the same file.
 *
 * The connection must be for the store alone: a transaction of yours on it would hold back its writes. Its first use sets
 * `busy_timeout`, `journal_mode = WAL` and `synchronous` on it, and creates the table `toolferry_runs`, whose statements are in
 * `docs/durable.md`. SQLite blocks the process while it works. Where another process holds the write lock, that is for up to two
 * seconds, after which the call rejects.
 *
 * Runs that have ended are deleted after their `keepMs`, by `open()`. Every failure rejects with the driver's error.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite';
 * import { createBridge } from 'toolferry';
 * import { createJournal, sqliteStore } from 'toolferry/journal';
 *
 * const store = sqliteStore(new DatabaseSync('runs.db'));
 * const bridge = createBridge({ tools: [], journal: createJournal(store) });
 * ```
 */
export function sqliteStore(db: SQLiteDatabase, options: SQLiteStoreOptions = {}): JournalStore {
  checkOptions('sqliteStore()', options, optionNames);
  let prepared: Statements | undefined;
  const statements = () => {
    prepared ??= prepare(db, options);
    return prepared;
  };
  return {
    async read(key) {
      const row = statements().read.get(key) as Row | null | undefined;
      return row ? { version: Number(row.version), open: Number(row.open) === 1, text: row.text } : undefined;
    },
    async write(key, { version, open, keepMs, text }, before) {
      const expiresAt = keepMs === undefined ? null : Date.now() + keepMs;
      const values = [version, open ? 1 : 0, expiresAt, text, key];
      const { create, update } = statements();
      const { changes } = before === 0 ? create.run(...values) : update.run(...values, before);
      return Number(changes) === 1;
    },
    async open() {
      const { deleteExpired, open } = statements();
      deleteExpired.run(Date.now());
      return open.all().map((row) => (row as { key: string }).key);
    },
  };
}

type Statements = ReturnType<typeof prepare>;

interface Row {
  readonly version: number | bigint;
  readonly open: number | bigint;
  readonly text: string;
}

function prepare(db: SQLiteDatabase, { synchronous = 'FULL' }: SQLiteStoreOptions) {
  // First: what follows may have to wait for another process.
  db.exec('PRAGMA busy_timeout = 2000');
  useWriteAheadLog(db);
  db.exec(`PRAGMA synchronous = ${synchronous}`);
  db.exec(createTable);
  return {
    read: db.prepare('SELECT version, open, text FROM toolferry_runs WHERE key = ?'),
    create: db.prepare(
      'INSERT INTO toolferry_runs (version, open, expires_at, text, key) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    update: db.prepare(
      'UPDATE toolferry_runs SET version = ?, open = ?, expires_at = ?, text = ? WHERE key = ? AND version = ?',
    ),
    // Open runs have no time: the index of those leads to them.
    open: db.prepare('SELECT key FROM toolferry_runs WHERE expires_at IS NULL AND open = 1'),
    deleteExpired: db.prepare('DELETE FROM toolferry_runs WHERE expires_at < ?'),
  };
}

function useWriteAheadLog(db: SQLiteDatabase): void {
  try {
    db.exec('PRAGMA journal_mode = WAL');
  } catch {
    // While another process converts a new file, SQLite fails at once. The file is in that mode then, or is as safe without it.
  }
}
