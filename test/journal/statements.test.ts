import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { postgresStore, sqliteStore } from 'toolferry/journal';
import { expect, test } from 'vitest';
import { needs } from '../examples/needs.ts';
import { connectPool, postgresMissing, startPostgres } from '../peers/postgres.ts';

const page = readFileSync(new URL('../../docs/durable.md', import.meta.url), 'utf8');
const ended = { version: 1, open: false, keepMs: 0, text: '{}' };
const [forPostgres = '', forSQLite = '', deletion = ''] = [...page.matchAll(/^```sql\n(.*?)^```$/gms)].map(
  ([, code = '']) => code,
);
const [deletePostgres = '', deleteSQLite = ''] = deletion.split(/^-- SQLite.*$/m);

test('docs/durable.md shows the statements with which sqliteStore creates its table, and one that deletes ended runs', async () => {
  const db = new DatabaseSync(':memory:');
  const executed: string[] = [];
  const exec = (sql: string) => {
    executed.push(sql.trim());
    db.exec(sql);
  };
  const store = sqliteStore({ exec, prepare: (sql) => db.prepare(sql) });
  await store.write('a', { ...ended, keepMs: -60_000 }, 0);
  expect(executed).toContain(forSQLite.trim());
  db.exec(deleteSQLite);
  expect(await store.read('a')).toBeUndefined();
});

needs(postgresMissing === undefined, postgresMissing ?? '')(
  'docs/durable.md shows the statements with which postgresStore creates its table, and one that deletes ended runs',
  async () => {
    const server = await startPostgres();
    const pool = connectPool(server.url);
    const executed: string[] = [];
    const query = async (text: string, values?: unknown[]) => {
      executed.push(text.trim());
      return pool.query(text, values);
    };
    const store = postgresStore({ query });
    await store.write('a', ended, 0);
    const shown = forPostgres.replace(/^GRANT .*\n/m, '').trim();
    expect(executed.map((sql) => sql.replace(/^SELECT pg_advisory.*\n/, ''))).toContain(shown);
    await pool.query(deletePostgres);
    expect(await store.read('a')).toBeUndefined();
    await pool.end();
    await server.stop();
  },
);
