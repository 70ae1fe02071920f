import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { type PostgresServer, postgresMissing, startPostgres } from '../peers/postgres.ts';
import { needs } from './needs.ts';
import { type OrderServices, roundsOf, startOrderServices } from './order-services.ts';
import { runExample } from './run-example.ts';

const kills = 10;
const orders = Array.from({ length: 20 }, (_, index) => `o${index}`);
const folder = mkdtempSync(join(tmpdir(), 'durable-workflow-'));
const random = seededRandom(20_261_130);
let postgres: PostgresServer | undefined;
let services: OrderServices;
let env: Record<string, string>;

beforeAll(async () => {
  if (postgresMissing) return;
  [postgres, services] = await Promise.all([
    startPostgres(),
    startOrderServices(join(folder, 'effects.jsonl'), random),
  ]);
  // The engine uses a client of pg in a way that pg warns about.
  const quiet = { NODE_NO_WARNINGS: '1' };
  env = { DATABASE_URL: postgres.url, AGENT_URL: services.url, WAREHOUSE_URL: services.url, ...quiet };
});
afterAll(async () => {
  await services?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

/** Starts the example, and kills it at a random moment after its first effect. */
async function startAndKill(): Promise<void> {
  const child = spawn(process.execPath, ['examples/durable-workflow.ts', ...orders], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const closed = once(child, 'close');
  await Promise.race([services.nextEffect(), closed]);
  await Promise.race([sleep(random() * 150), closed]);
  child.kill('SIGKILL');
  expect(await closed).toEqual([null, 'SIGKILL']);
}

needs(postgresMissing === undefined, String(postgresMissing))(
  `durable-workflow.ts is killed ${kills} times and makes no call twice that is not safe to repeat, loses none, and returns no wrong result`,
  async () => {
    for (let kill = 0; kill < kills; kill++) await startAndKill();
    const output = await runExample('durable-workflow.ts', env, '', orders);
    expect(output.trim().split('\n')).toEqual(orders.map((order) => `${order} ${order} is done`));

    const { accepted } = services;
    const effects = services.effects();
    const madeBy = (tool: string, item: string) =>
      effects.filter((effect) => effect.tool === tool && effect.item === item);
    const asked = orders.flatMap((order) => roundsOf(order).flat());
    const twice = asked.filter(({ tool, item }) => tool === 'ship' && madeBy(tool, item).length > 1);
    const lost = asked.filter(
      ({ tool, item }) => !accepted.some((answer) => answer.tool === tool && answer.item === item),
    );
    const unknown = accepted.filter(({ result }) => result.error?.code === 'outcome_unknown');
    const wrong = accepted.filter(
      ({ tool, item, result }) =>
        !unknown.some((answer) => answer.result === result) &&
        !madeBy(tool, item).some(({ nonce }) => nonce === result.output),
    );
    expect({ twice, lost, wrong }).toEqual({ twice: [], lost: [], wrong: [] });
    expect(accepted).toHaveLength(asked.length);
    expect(unknown.every(({ tool }) => tool === 'ship')).toBe(true);
    console.log(`${asked.length} calls, ${effects.length} effects, ${unknown.length} unknown after ${kills} kills`);
  },
  300_000,
);

/** Returns numbers from 0 to 1 that the seed decides (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
