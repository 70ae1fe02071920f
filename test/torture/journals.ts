import { join } from 'node:path';
import { startPostgres } from '../peers/postgres.ts';
import { startRedis } from '../peers/redis.ts';

export type StoreName = 'sqlite' | 'postgres' | 'redis';

/** Where a client keeps its journal. */
export interface JournalPlace {
  readonly store: StoreName;
  /** A file, or the URL of a server. */
  readonly address: string;
}

/** The store of one torture, which survives the client. */
export interface RunningStore extends JournalPlace {
  stop(): Promise<void>;
}

export async function startStore(store: StoreName, folder: string): Promise<RunningStore> {
  if (store === 'sqlite') return { store, address: join(folder, 'journal.db'), stop: async () => {} };
  const { url: address, stop } = await (store === 'postgres' ? startPostgres() : startRedis());
  return { store, address, stop };
}
