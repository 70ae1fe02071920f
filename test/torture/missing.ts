import { findLettaEnvironments } from '../peers/letta/environments.ts';
import { postgresMissing } from '../peers/postgres.ts';
import { redisMissing } from '../peers/redis.ts';
import type { Torture } from './torture.ts';

/** Returns why a row cannot be tortured on this machine; undefined if it can. */
export async function missingFor({ system, store }: Torture): Promise<string | undefined> {
  if (system === 'letta') return (await findLettaEnvironments()).missing ?? storeMissing(store);
  return system === 'langgraph' ? (postgresMissing ?? storeMissing(store)) : storeMissing(store);
}

function storeMissing(store: Torture['store']): string | undefined {
  if (store === 'postgres') return postgresMissing;
  return store === 'redis' ? redisMissing : undefined;
}
