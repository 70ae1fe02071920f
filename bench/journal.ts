/**
 * What a journal adds to a round: microseconds with the memory store, and with each database the ratio to one bare write of it. The
 * backend is in this process, and the handler is async and does nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { createBridge, defineTool, type Journal, type Pause, type RunBackend } from 'toolferry';
import {
  createJournal,
  type JournalStore,
  memoryStore,
  postgresStore,
  redisStore,
  sqliteStore,
} from 'toolferry/journal';
import { connectPool, postgresMissing, startPostgres } from '../test/peers/postgres.ts';
import { redisMissing, startRedis } from '../test/peers/redis.ts';
import { median } from './in-turns.ts';

const work = defineTool({
  name: 'work',
  description: 'Work',
  inputSchema: { type: 'object', properties: { n: { type: 'number' } } },
  handler: async ({ n }) => ({ n }),
});

/** A backend that asks for so many calls in each of so many rounds. */
function backendWith(calls: number, rounds: number): RunBackend<string, null> {
  const state = (id: string, round: number) => {
    if (round === rounds) return { status: 'completed', output: null } as const;
    const asked = Array.from({ length: calls }, (_, n) => ({ id: `${round}.${n}`, name: 'work', input: { n } }));
    const pause: Pause = { version: 1, backend: 'bench', runId: id, calls: asked, state: round };
    return { status: 'paused', pause } as const;
  };
  return {
    name: 'bench',
    start: async (id) => state(id, 0),
    resume: async ({ runId, state: round }) => state(runId, Number(round) + 1),
  };
}

let run = 0;

/** Microseconds for one round of a run. */
async function roundOf(calls: number, rounds: number, journal?: Journal): Promise<number> {
  const bridge = createBridge({ tools: [work], journal });
  const backend = backendWith(calls, rounds);
  const start = performance.now();
  await bridge.run(backend, `run ${run++}`);
  return ((performance.now() - start) * 1_000) / rounds;
}

/** The mean length of the texts that a run writes. */
async function lengthOf(calls: number): Promise<number> {
  const store = memoryStore();
  const lengths: number[] = [];
  const write: JournalStore['write'] = (...args) => {
    lengths.push(args[1].text.length);
    return store.write(...args);
  };
  await roundOf(calls, 50, createJournal({ ...store, write }));
  return Math.round(lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
}

/** Microseconds for one bare write of a text of this length, over the one before. */
async function writeOf(store: JournalStore, length: number, writes: number): Promise<number> {
  const key = `bare ${run++}`;
  const text = JSON.stringify('x'.repeat(length));
  await store.write(key, { version: 1, open: true, text }, 0);
  const start = performance.now();
  for (let version = 1; version <= writes; version++)
    await store.write(key, { version: version + 1, open: true, text }, version);
  return ((performance.now() - start) * 1_000) / writes;
}

for (const [calls, most] of [
  [1, 30],
  [4, 45],
] as const) {
  const added: number[] = [];
  for (let turn = 0; turn < 25; turn++) {
    const without = await roundOf(calls, 400);
    added.push((await roundOf(calls, 400, createJournal(memoryStore()))) - without);
  }
  report(`memory, ${calls} small call(s) a round: µs more per call`, median(added.slice(5)) / calls, most);
}

/** A store with one setting, and the most bare writes that a round may cost. */
interface Setting {
  readonly title: string;
  readonly most: number;
  open(): Promise<{ readonly store: JournalStore; stop(): Promise<void> }>;
}

// Where a write does not wait for the disk it takes so little that the work of the run itself is seen.
const waits = 2.5;
const doesNotWait = 7;

const settings: readonly Setting[] = [
  { title: 'SQLite, WAL, synchronous FULL', most: waits, open: () => openSQLite('FULL') },
  { title: 'SQLite, WAL, synchronous NORMAL', most: doesNotWait, open: () => openSQLite('NORMAL') },
  ...(postgresMissing
    ? []
    : [
        { title: 'PostgreSQL, synchronous_commit on', most: waits, open: () => openPostgres('on') },
        { title: 'PostgreSQL, synchronous_commit off', most: doesNotWait, open: () => openPostgres('off') },
      ]),
  ...(redisMissing
    ? []
    : [
        { title: 'Redis, appendfsync always', most: waits, open: () => openRedis('always') },
        { title: 'Redis, appendfsync everysec', most: doesNotWait, open: () => openRedis('everysec') },
      ]),
];
for (const missing of [postgresMissing, redisMissing]) if (missing) console.log(`Skipped: ${missing}.`);
for (const setting of settings) await compare(setting);

async function openSQLite(synchronous: 'FULL' | 'NORMAL') {
  const folder = mkdtempSync(`${tmpdir()}/toolferry-bench-`);
  const database = new DatabaseSync(`${folder}/runs.db`);
  return { store: sqliteStore(database, { synchronous }), stop: async () => rmSync(folder, { recursive: true }) };
}

async function openPostgres(synchronousCommit: 'on' | 'off') {
  const server = await startPostgres();
  const pool = connectPool(`${server.url}?options=-c%20synchronous_commit%3D${synchronousCommit}`);
  const stop = async () => {
    await pool.end();
    await server.stop();
  };
  return { store: postgresStore(pool), stop };
}

async function openRedis(fsync: 'always' | 'everysec') {
  const server = await startRedis('--appendfsync', fsync);
  const client = new Redis(server.url);
  const stop = async () => {
    client.disconnect();
    await server.stop();
  };
  return { store: redisStore(client), stop };
}

/** What a round costs more, in bare writes of the store, measured in turns with them. */
async function compare({ title, most, open }: Setting): Promise<void> {
  const { store, stop } = await open();
  const journal = createJournal(store);
  for (const calls of [1, 4]) {
    const length = await lengthOf(calls);
    const ratios: number[] = [];
    const writes: number[] = [];
    for (let turn = 0; turn < 12; turn++) {
      const write = await writeOf(store, length, 100);
      const without = await roundOf(calls, 50);
      ratios.push(((await roundOf(calls, 50, journal)) - without) / write);
      writes.push(write);
    }
    const bare = `one bare write of ${length} characters: ${median(writes.slice(2)).toFixed(0)} µs`;
    report(`${title}, ${calls} call(s) a round: writes more per round (${bare})`, median(ratios.slice(2)), most);
  }
  await stop();
}

function report(title: string, value: number, most: number): void {
  console.log(`${title.padEnd(120)} ${value.toFixed(2)} (at most ${most})`);
  if (value > most) process.exitCode = 1;
}
