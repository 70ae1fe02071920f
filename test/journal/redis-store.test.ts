import { Redis } from 'ioredis';
import { redisStore } from 'toolferry/journal';
import { afterAll, beforeAll, expect } from 'vitest';
import { needs } from '../examples/needs.ts';
import { type RedisServer, redisMissing, startRedis } from '../peers/redis.ts';

const test = needs(redisMissing === undefined, redisMissing ?? '');
const run = { version: 1, open: true, text: '{}' };

let server: RedisServer;
let client: Redis;
beforeAll(async () => {
  if (redisMissing !== undefined) return;
  server = await startRedis();
  client = new Redis(server.url);
});
afterAll(async () => {
  client?.disconnect();
  await server?.stop();
});

test('Redis deletes a run of redisStore when its keepMs has passed, and not after it was opened again', async () => {
  const store = redisStore(client);
  await store.write('a', run, 0);
  expect(await client.pttl('{toolferry}:runs:a')).toBe(-1);
  await store.write('a', { version: 2, open: false, keepMs: 60_000, text: '{}' }, 1);
  const left = await client.pttl('{toolferry}:runs:a');
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(60_000);
  await store.write('a', { version: 3, open: true, text: '{}' }, 2);
  expect(await client.pttl('{toolferry}:runs:a')).toBe(-1);
});

test('redisStore keeps the runs of each prefix apart', async () => {
  const [billing, support] = [redisStore(client, { prefix: 'billing' }), redisStore(client, { prefix: 'support' })];
  await billing.write('a', run, 0);
  expect(await support.read('a')).toBeUndefined();
  expect(await support.open()).toEqual([]);
  expect(await billing.open()).toEqual(['a']);
  expect((await client.keys('*billing*')).toSorted()).toEqual(['{billing}:open', '{billing}:runs:a']);
});

test('redisStore rejects with the driver error where the server is down', async () => {
  const own = await startRedis();
  const impatient = new Redis(own.url, { maxRetriesPerRequest: 0 });
  impatient.on('error', () => {});
  const store = redisStore(impatient);
  await store.write('a', run, 0);
  await own.stop();
  for (const call of [store.read('a'), store.write('a', { ...run, version: 2 }, 1), store.open()])
    await expect(call).rejects.toThrow(/max retries per request|Connection is closed/);
  impatient.disconnect();
});

test('redisStore throws for an option that it does not have', async () => {
  expect(() => redisStore(client, { prefx: 'billing' } as object)).toThrow(
    '"prefx" is not an option of redisStore(). Did you mean prefix?',
  );
});
