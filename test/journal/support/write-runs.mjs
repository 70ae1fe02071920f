// Writes runs one after the other, and prints each write that the store has acknowledged, until it is killed.

import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import Libsql from 'libsql';
import { Pool } from 'pg';
import { postgresStore, redisStore, sqliteStore } from '../../../dist/journal/index.js';

const [, , kind, target, life] = process.argv;
const stores = {
  'node:sqlite': () => sqliteStore(new DatabaseSync(target)),
  libsql: () => sqliteStore(new Libsql(target)),
  pg: () => postgresStore(new Pool({ connectionString: target })),
  ioredis: () => redisStore(new Redis(target)),
};
const store = stores[kind]();
for (let run = 0; ; run += 1) {
  const key = `life ${life}, run ${run}`;
  for (let version = 1; version <= 4; version += 1) {
    const text = JSON.stringify({ key, version, filler: 'x'.repeat(run * 100) });
    if (
      !(await store.write(
        key,
        { version, open: version < 4, keepMs: version < 4 ? undefined : 60_000, text },
        version - 1,
      ))
    )
      throw new Error(`${key} was refused version ${version}.`);
    process.stdout.write(`${JSON.stringify([key, version])}\n`);
  }
}
