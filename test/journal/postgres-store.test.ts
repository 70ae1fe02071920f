import type { Pool } from 'pg';
import { postgresStore } from 'toolferry/journal';
import { afterAll, beforeAll, expect } from 'vitest';
import { needs } from '../examples/needs.ts';
import { connectPool, type PostgresServer, postgresMissing, startPostgres } from '../peers/postgres.ts';

const test = needs(postgresMissing === undefined, postgresMissing ?? '');
const run = { version: 1, open: true, text: '{}' };
const ended = { version: 1, open: false, text: '{}' };

let server: PostgresServer;
let pool: Pool;
beforeAll(async () => {
  if (postgresMissing !== undefined) return;
  server = await startPostgres();
  pool = connectPool(server.url);
});
afterAll(async () => {
  await pool?.end();
  await server?.stop();
});

test('sixteen connections may create the table of postgresStore at once', async () => {
  const pools = Array.from({ length: 16 }, () => connectPool(server.url));
  await Promise.all(pools.map((each) => each.query('SELECT 1')));
  const stores = pools.map((each) => postgresStore(each, { table: 'at_once' }));
  const written = await Promise.all(stores.map((store, n) => store.write(String(n), run, 0)));
  expect(written).toEqual(pools.map(() => true));
  expect(await postgresStore(pool, { table: 'at_once' }).open()).toHaveLength(16);
  await Promise.all(pools.map((each) => each.end()));
});

test('postgresStore needs no right to create tables where its table exists', async () => {
  await postgresStore(pool).open();
  await pool.query(`
    CREATE ROLE worker LOGIN;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT SELECT, INSERT, UPDATE, DELETE ON toolferry_runs TO worker`);
  const url = new URL(server.url);
  url.username = 'worker';
  const restricted = connectPool(url.href);
  const store = postgresStore(restricted);
  expect(await store.write('restricted', run, 0)).toBe(true);
  expect(await store.open()).toContain('restricted');
  await expect(postgresStore(restricted, { table: 'missing' }).read('a')).rejects.toMatchObject({ code: '42501' });
  await restricted.end();
});

test('postgresStore keeps the runs of each table apart', async () => {
  await pool.query('CREATE SCHEMA billing');
  const [first, second] = [
    postgresStore(pool, { table: 'billing.runs' }),
    postgresStore(pool, { table: '"Second runs"' }),
  ];
  await first.write('a', run, 0);
  expect(await second.read('a')).toBeUndefined();
  expect(await second.open()).toEqual([]);
  expect(await first.open()).toEqual(['a']);
});

test('open() of postgresStore deletes runs that ended longer than their keepMs ago, and no others', async () => {
  const store = postgresStore(pool, { table: 'expiring' });
  await store.write('short', { ...ended, keepMs: 0 }, 0);
  await store.write('long', { ...ended, keepMs: 60_000 }, 0);
  await store.write('for ever', ended, 0);
  await store.write('open', run, 0);
  await store.open();
  const { rows } = await pool.query('SELECT key FROM expiring ORDER BY key');
  expect(rows.map(({ key }) => key)).toEqual(['for ever', 'long', 'open']);
});

test('postgresStore works again after the server has restarted, and rejects with the driver error while it is down', async () => {
  const own = await startPostgres();
  const store = postgresStore(connectPool(own.url));
  await store.write('a', run, 0);
  await own.restart();
  expect(await store.read('a')).toEqual(run);
  await own.stop();
  for (const call of [store.read('a'), store.write('a', { ...run, version: 2 }, 1), store.open()])
    await expect(call).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('postgresStore throws for an option that it does not have', async () => {
  expect(() => postgresStore(pool, { tabel: 'runs' } as object)).toThrow(
    '"tabel" is not an option of postgresStore(). Did you mean table?',
  );
});
