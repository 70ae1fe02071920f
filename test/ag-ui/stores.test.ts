import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { type JournalStore, postgresStore, redisStore, sqliteStore } from 'toolferry/journal';
import { expect, onTestFinished, test, vi } from 'vitest';
import { needs } from '../examples/needs.ts';
import { connectPool, postgresMissing, startPostgres } from '../peers/postgres.ts';
import { redisMissing, startRedis } from '../peers/redis.ts';
import { answer, asks, done, refusedWith, scriptedBackend, scriptedHandler, send, user } from './served.ts';

/** `RACES=1000 npx vitest run test/ag-ui/stores.test.ts` is the long form. */
const races = Number(process.env.RACES ?? 50);
vi.setConfig({ testTimeout: 120_000 });

/** Two replicas get 8 concurrent answers to each of many pauses: each time one of them runs. */
async function race(store: JournalStore): Promise<void> {
  for (let round = 0; round < races; round++) {
    const { backend, called } = scriptedBackend(
      () => asks({ id: 'c1', name: 'locate', input: {} }),
      () => done(),
    );
    const replicas = [scriptedHandler(backend, { store }), scriptedHandler(backend, { store })];
    const threadId = `t${round}`;
    const messages = [user('m1', 'Go')];
    await send(scriptedHandler(backend, { store }), { threadId, messages });
    const all = await Promise.all(
      [...replicas, ...replicas, ...replicas, ...replicas].map((replica, index) =>
        send(replica, { threadId, messages: [...messages, answer('c1', `answer ${index}`)] }),
      ),
    );
    expect(all.map(refusedWith).filter((code) => code === undefined)).toHaveLength(1);
    expect(called).toHaveLength(2);
  }
  expect(await store.open()).toEqual([]);
}

test('of concurrent answers on two replicas with SQLite one wins, and a journal in the same store does not list the threads', async () => {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  await race(sqliteStore(database));
});

needs(redisMissing === undefined, redisMissing ?? '')(
  'of concurrent answers on two replicas with Redis one wins',
  async () => {
    const server = await startRedis();
    const client = new Redis(server.url);
    onTestFinished(async () => {
      client.disconnect();
      await server.stop();
    });
    await race(redisStore(client));
  },
);

needs(postgresMissing === undefined, postgresMissing ?? '')(
  'of concurrent answers on two replicas with PostgreSQL one wins',
  async () => {
    const server = await startPostgres();
    const pool = connectPool(server.url);
    onTestFinished(async () => {
      await pool.end();
      await server.stop();
    });
    await race(postgresStore(pool));
  },
);
