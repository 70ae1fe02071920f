/** What a store has acknowledged is there after a kill: of the process that writes, or of the database. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { type JournalStore, postgresStore, redisStore, sqliteStore } from 'toolferry/journal';
import { expect, test, vi } from 'vitest';
import { needs } from '../examples/needs.ts';
import { connectPool, postgresMissing, startPostgres } from '../peers/postgres.ts';
import { redisMissing, startRedis } from '../peers/redis.ts';
import { newFolder } from './support/new-folder.ts';

const script = fileURLToPath(new URL('support/write-runs.mjs', import.meta.url));
const lives = [1, 2];
/** Each write waits for the disk, which other tests use too. */
vi.setConfig({ testTimeout: 120_000 });

/** Writes until this many writes are acknowledged, and `end` is called then. Returns the last acknowledged version of each key. */
async function writeUntil(
  kind: string,
  target: string,
  life: number,
  end: (kill: () => void) => void | Promise<void>,
): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [script, kind, target, String(life)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = once(child, 'close');
  const acknowledged = new Map<string, number>();
  let left = 20 + 7 * (life % 10);
  let ending: unknown;
  for await (const line of createInterface({ input: child.stdout })) {
    const [key, version] = JSON.parse(line) as [string, number];
    acknowledged.set(key, version);
    left -= 1;
    if (left === 0) ending = end(() => child.kill('SIGKILL'));
  }
  await ending;
  await closed;
  return acknowledged;
}

/** A write that was not acknowledged may be there too, and must be whole. */
async function expectThere(store: JournalStore, acknowledged: ReadonlyMap<string, number>): Promise<void> {
  expect(acknowledged.size).toBeGreaterThan(5);
  const open = await store.open();
  for (const [key, version] of acknowledged) {
    const run = await store.read(key);
    expect([version, version + 1]).toContain(run?.version);
    expect(JSON.parse(run?.text ?? '')).toMatchObject({ key, version: run?.version });
    expect(run?.open).toBe((run?.version ?? 0) < 4);
    expect(open.includes(key)).toBe(run?.open);
  }
}

test.for(['node:sqlite', 'libsql'])(
  'what SQLite acknowledged through %s is there after kill -9 of the process',
  async (kind) => {
    const folder = newFolder();
    const file = `${folder}/runs.db`;
    for (const life of lives) {
      const acknowledged = await writeUntil(kind, file, life, (kill) => kill());
      const db = new DatabaseSync(file);
      await expectThere(sqliteStore(db), acknowledged);
      db.close();
    }
    rmSync(folder, { recursive: true });
  },
);

needs(postgresMissing === undefined, postgresMissing ?? '')(
  'what PostgreSQL acknowledged is there after kill -9 of the process, and after a crash of the server',
  async () => {
    const server = await startPostgres();
    const pool = connectPool(server.url);
    for (const life of lives) {
      const killed = await writeUntil('pg', server.url, life, (kill) => kill());
      await expectThere(postgresStore(pool), killed);
      const crashed = await writeUntil('pg', server.url, life + 10, () => server.restart());
      await expectThere(postgresStore(pool), crashed);
    }
    await pool.end();
    await server.stop();
  },
);

needs(redisMissing === undefined, redisMissing ?? '')(
  'what Redis acknowledged is there after kill -9 of the process, and of the server, with appendfsync always',
  async () => {
    const server = await startRedis();
    const client = new Redis(server.url);
    for (const life of lives) {
      const killed = await writeUntil('ioredis', server.url, life, (kill) => kill());
      await expectThere(redisStore(client), killed);
      const crashed = await writeUntil('ioredis', server.url, life + 10, async (kill) => {
        await server.restart();
        kill();
      });
      await expectThere(redisStore(client), crashed);
    }
    client.disconnect();
    await server.stop();
  },
);
