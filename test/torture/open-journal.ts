import type { Journal } from 'toolferry';
import {
  createJournal,
  type JournalOptions,
  type JournalStore,
  postgresStore,
  redisStore,
  sqliteStore,
} from 'toolferry/journal';
import type { JournalPlace, StoreName } from './journals.ts';

/** Opens the journal of a client. Drivers are loaded where they are used: each life of a client loads its modules. */
export async function openJournal(place: JournalPlace, options: JournalOptions): Promise<Journal> {
  return createJournal(await openStore(place), options);
}

export function openStore({ store, address }: JournalPlace): Promise<JournalStore> {
  return stores[store](address);
}

const stores: Readonly<Record<StoreName, (address: string) => Promise<JournalStore>>> = {
  sqlite: async (file) => sqliteStore(new (await import('node:sqlite')).DatabaseSync(file)),
  postgres: async (url) => {
    const { Pool } = await import('pg');
    return postgresStore(new Pool({ connectionString: url }));
  },
  redis: async (url) => {
    const { Redis } = await import('ioredis');
    return redisStore(new Redis(url));
  },
};
