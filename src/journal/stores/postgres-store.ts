import { checkOptions } from '../../check-options.js';
import type { MemberNames } from '../../refuse-unknown.js';
import { getProperty } from '../../unknown.js';
import type { JournalStore, StoredRun } from './store.js';

/** A pool or client of `pg`. */
export interface PostgresPool {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

export interface PostgresStoreOptions {
  /**
   * The table's name as SQL has it, such as `billing.runs`. Default `toolferry_runs`. Applications that share a database need
   * different tables.
   */
  readonly table?: string | undefined;
}

const optionNames: MemberNames<PostgresStoreOptions> = { table: true };

/**
 * Returns a store in a PostgreSQL database. Takes a pool or a client of `pg`. Any number of processes may use the same table.
 *
 * The table is created when it is found missing: where the role may not do that, create it with the statements in
 * `docs/durable.md`. Each write is one statement in a transaction of its own, and as durable as `synchronous_commit` of the
 * database makes it. A pool has to be connected to the primary, not to a replica.
 *
 * Runs that have ended are deleted after their `keepMs`, by `open()`. Every failure rejects with the driver's error. A pool of
 * `pg` needs a listener for `error`, without which a lost connection ends the process.
 *
 * @example
 * ```ts
 * import { Pool } from 'pg';
 * import { createBridge } from 'toolferry';
 * import { createJournal, postgresStore } from 'toolferry/journal';
 *
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL }).on('error', console.error);
 * const bridge = createBridge({ tools: [], journal: createJournal(postgresStore(pool)) });
 * ```
 */
export function postgresStore(pool: PostgresPool, options: PostgresStoreOptions = {}): JournalStore {
  checkOptions('postgresStore()', options, optionNames);
  const { table = 'toolferry_runs' } = options;
  const query = async (text: string, values: unknown[]): Promise<readonly unknown[]> => {
    try {
      return (await pool.query(text, values)).rows;
    } catch (error) {
      if (getProperty(error, 'code') !== undefinedTable) throw error;
    }
    await pool.query(createTable(table));
    return (await pool.query(text, values)).rows;
  };
  const create = `
    INSERT INTO ${table} (version, open, expires_at, text, key)
    VALUES ($1, $2, now() + $3::float8 * interval '1 millisecond', $4, $5) ON CONFLICT DO NOTHING RETURNING version`;
  const update = `
    UPDATE ${table} SET version = $1, open = $2, expires_at = now() + $3::float8 * interval '1 millisecond', text = $4
    WHERE key = $5 AND version = $6 RETURNING version`;
  // Two processes that delete the same rows in different orders would wait for each other.
  const deleteExpired = `
    DELETE FROM ${table}
    WHERE key IN (SELECT key FROM ${table} WHERE expires_at < now() FOR UPDATE SKIP LOCKED)`;
  return {
    async read(key) {
      const [run] = await query(`SELECT version, open, text FROM ${table} WHERE key = $1`, [key]);
      return run as StoredRun | undefined;
    },
    async write(key, { version, open, keepMs, text }, before) {
      const values = [version, open, keepMs, text, key];
      const written = before === 0 ? await query(create, values) : await query(update, [...values, before]);
      return written.length === 1;
    },
    async open() {
      await query(deleteExpired, []);
      // Open runs have no time: the index of those leads to them.
      const runs = await query(`SELECT key FROM ${table} WHERE expires_at IS NULL AND open`, []);
      return runs.map((run) => (run as { key: string }).key);
    },
  };
}

const undefinedTable = '42P01';

/** One query, and so one transaction: processes that create the table at once would fail without the lock. */
const createTable = (table: string) => `
SELECT pg_advisory_xact_lock(7236837541);
CREATE TABLE IF NOT EXISTS ${table} (
  key text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  open boolean NOT NULL,
  expires_at timestamptz,
  text text NOT NULL
);
CREATE INDEX IF NOT EXISTS ${table.replaceAll(/\W+/g, '_')}_expires_at ON ${table} (expires_at);`;
