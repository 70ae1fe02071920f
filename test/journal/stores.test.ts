import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Cluster, Redis } from 'ioredis';
import Libsql from 'libsql';
import { createClient, createCluster } from 'redis';
import {
  type JournalStore,
  journalStoreLaws,
  memoryStore,
  postgresStore,
  redisStore,
  sqliteStore,
} from 'toolferry/journal';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectPool, postgresMissing, startPostgres } from '../peers/postgres.ts';
import { redisMissing, startRedis } from '../peers/redis.ts';
import { lockingStore } from './support/locking-store.ts';
import { newFolder } from './support/new-folder.ts';

/** A store over two connections. */
interface OpenStore {
  readonly store: JournalStore;
  readonly other: JournalStore;
  close(): Promise<void>;
}

interface Place {
  readonly name: string;
  readonly missing?: string | undefined;
  open(): Promise<OpenStore>;
}

const places: readonly Place[] = [
  {
    name: 'memoryStore',
    async open() {
      const store = memoryStore();
      return { store, other: store, async close() {} };
    },
  },
  {
    name: 'memoryStore with locks',
    async open() {
      const store = lockingStore();
      return { store, other: store, async close() {} };
    },
  },
  {
    name: 'sqliteStore over node:sqlite',
    async open() {
      const folder = newFolder();
      const [first, second] = [1, 2].map(() => new DatabaseSync(`${folder}/runs.db`)) as [DatabaseSync, DatabaseSync];
      const close = async () => {
        first.close();
        second.close();
        rmSync(folder, { recursive: true });
      };
      return { store: sqliteStore(first), other: sqliteStore(second), close };
    },
  },
  {
    name: 'sqliteStore over libsql',
    async open() {
      const folder = newFolder();
      const [first, second] = [new Libsql(`${folder}/runs.db`), new Libsql(`${folder}/runs.db`)];
      const close = async () => {
        first.close();
        second.close();
        rmSync(folder, { recursive: true });
      };
      return { store: sqliteStore(first), other: sqliteStore(second, { synchronous: 'NORMAL' }), close };
    },
  },
  {
    name: 'postgresStore over pg',
    missing: postgresMissing,
    async open() {
      const server = await startPostgres();
      const pools = [connectPool(server.url), connectPool(server.url)] as const;
      const close = async () => {
        await Promise.all(pools.map((pool) => pool.end()));
        await server.stop();
      };
      return { store: postgresStore(pools[0]), other: postgresStore(pools[1]), close };
    },
  },
  {
    name: 'redisStore over ioredis',
    missing: redisMissing,
    async open() {
      const server = await startRedis();
      const [first, second] = [new Redis(server.url), new Redis(server.url)];
      const close = async () => {
        first.disconnect();
        second.disconnect();
        await server.stop();
      };
      return { store: redisStore(first), other: redisStore(second), close };
    },
  },
  {
    name: 'redisStore over redis',
    missing: redisMissing,
    async open() {
      const server = await startRedis();
      const clients = [createClient({ url: server.url }), createClient({ url: server.url })] as const;
      await Promise.all(clients.map((client) => client.connect()));
      const close = async () => {
        for (const client of clients) client.destroy();
        await server.stop();
      };
      return { store: redisStore(clients[0]), other: redisStore(clients[1]), close };
    },
  },
  {
    name: 'redisStore over clusters of ioredis and redis',
    missing: redisMissing,
    async open() {
      const server = await startRedis('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1');
      const { hostname: host, port } = new URL(server.url);
      const node = new Redis(server.url);
      await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      const isReady = async () => expect(await node.call('CLUSTER', 'INFO')).toContain('cluster_state:ok');
      await vi.waitFor(isReady, { timeout: 30_000, interval: 100 });
      node.disconnect();
      const first = new Cluster([{ host, port: Number(port) }]);
      const second = createCluster({ rootNodes: [{ url: server.url }] });
      await second.connect();
      // @ts-expect-error its sendCommand needs the key
      redisStore(second);
      const other = redisStore({ call: (...command) => second.sendCommand('{toolferry}', false, command) });
      const close = async () => {
        first.disconnect();
        second.destroy();
        await server.stop();
      };
      return { store: redisStore(first), other, close };
    },
  },
];

describe.each(places)('$name', ({ missing, open }) => {
  const isSkipped = missing !== undefined && !process.env.CI;
  describe.skipIf(isSkipped)(isSkipped ? `(skipped: ${missing})` : 'keeps the laws of stores', () => {
    let opened: OpenStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened?.close());

    for (const { title, check } of journalStoreLaws) test(title, () => check(opened.store, opened.other));
  });
});
