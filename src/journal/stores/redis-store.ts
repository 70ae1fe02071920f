import { checkOptions } from '../../check-options.js';
import type { MemberNames } from '../../refuse-unknown.js';
import type { JournalStore } from './store.js';

/** A client of `ioredis` or of `redis`. */
export type RedisClient =
  | { call(command: string, ...values: string[]): Promise<unknown> }
  | { sendCommand(command: string[]): Promise<unknown> };

export interface RedisStoreOptions {
  /** The first part of every key: `{toolferry}:runs:…`. Default `toolferry`. Applications that share a database need their own. */
  readonly prefix?: string | undefined;
}

const optionNames: MemberNames<RedisStoreOptions> = { prefix: true };

/**
 * Returns a store in Redis. Takes a client of `ioredis` or of `redis` (connected), or a cluster of `ioredis`. For a cluster of
 * `redis` pass `{ call: (...command) => cluster.sendCommand('{toolferry}', false, command) }`. Any number of processes may use the
 * same database. All keys have one hash tag, and so are on one node of a cluster.
 *
 * Each write is one script, and as durable as the server makes it: with `appendfsync everysec` or a replica that takes over, the
 * last second of writes can be lost, and their calls may then run again. `maxmemory-policy` must be `noeviction`.
 *
 * Runs that have ended are deleted by Redis after their `keepMs`. Every failure rejects with the driver's error. Clients first
 * wait for a lost connection to return, as their options define.
 *
 * @example
 * ```ts
 * import { Redis } from 'ioredis';
 * import { createBridge } from 'toolferry';
 * import { createJournal, redisStore } from 'toolferry/journal';
 *
 * const store = redisStore(new Redis('redis://127.0.0.1:6379'));
 * const bridge = createBridge({ tools: [], journal: createJournal(store) });
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): JournalStore {
  checkOptions('redisStore()', options, optionNames);
  const { prefix = 'toolferry' } = options;
  const send = async (...command: [string, ...string[]]): Promise<unknown> =>
    'call' in client ? client.call(...command) : client.sendCommand(command);
  const runKey = (key: string) => `{${prefix}}:runs:${key}`;
  const openKey = `{${prefix}}:open`;
  return {
    async read(key) {
      const values = await send('HMGET', runKey(key), 'version', 'open', 'text');
      const [version, open, text] = values as [string, string, string] | [null, null, null];
      return version === null ? undefined : { version: Number(version), open: open === '1', text };
    },
    async write(key, { version, open, keepMs, text }, before) {
      const values = [String(version), open ? '1' : '0', text, String(keepMs ?? ''), String(before)];
      const written = await send('EVAL', writeRun, '2', runKey(key), openKey, key, ...values);
      return Number(written) === 1;
    },
    async open() {
      return (await send('SMEMBERS', openKey)) as string[];
    },
  };
}

/** A script is atomic. */
const writeRun = `
local key, version, open, text, keepMs, before = unpack(ARGV)
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= before then return 0 end
redis.call('HSET', KEYS[1], 'version', version, 'open', open, 'text', text)
redis.call(open == '1' and 'SADD' or 'SREM', KEYS[2], key)
if keepMs == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], keepMs) end
return 1`;
