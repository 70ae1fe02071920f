import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultyProxy, startFaultyProxy } from '../peers/faulty-proxy.ts';
import { type Counts, count } from './check.ts';
import type { Life } from './client.ts';
import { filesIn, removeFolder } from './files.ts';
import { type StoreName, startStore } from './journals.ts';
import { live } from './kill.ts';
import { planRuns, runsWith } from './plan.ts';
import { seededRandom } from './random.ts';
import type { RunningSystem, ServerCounts, System } from './system.ts';
import { type SystemName, systems } from './systems.ts';

export interface Torture {
  readonly system: SystemName;
  readonly seed: string;
  readonly calls: number;
  /** How often the client is killed; 0 with a proxy, which breaks its connections instead. */
  readonly kills: number;
  readonly store?: StoreName | undefined;
  /** Clients that compete for the same runs. Default 1. */
  readonly workers?: number | undefined;
}

/** A row of the table. */
export interface Row extends Counts {
  readonly torture: Torture;
  readonly kills: number;
  /** Messages that the proxy broke. */
  readonly faults: number;
  /** Absent where servers are not killed. */
  readonly server?: ServerCounts | undefined;
  readonly seconds: number;
}

/** Runs that are added to a plan that ended before its kills were used up. */
const moreRuns = 10;
/** The share of messages that the proxy breaks. */
const faultShare = 0.3;
/** With competing workers a dead one is found by its lease; one alone has a stable name, and need not wait. */
const leaseMs = 400;

/** Tortures the client of a system until its plan has ended and all kills are used up, and counts what became of each call. */
export async function runTorture(torture: Torture): Promise<Row> {
  const start = performance.now();
  const { seed, store: storeName, workers = 1 } = torture;
  const system = systems[torture.system];
  const folder = mkdtempSync(join(tmpdir(), 'toolferry-torture-'));
  const stops = [async () => removeFolder(folder)];
  try {
    const running = await system.start({ folder, seed, workers, killsServers: torture.kills > 0 });
    stops.push(running.stop);
    const store = storeName && (await startStore(storeName, folder));
    if (store) stops.push(store.stop);
    const proxy = torture.kills === 0 ? await startProxy(system, running, seed) : undefined;
    if (proxy) stops.push(proxy.stop);

    const url = proxy?.baseUrl ?? running.url;
    const lives = {
      system: torture.system,
      url,
      folder,
      seed,
      store: store && { store: store.store, address: store.address },
    };
    const named = workers === 1 ? { holder: 'worker' } : { leaseMs };
    const { runs, kills } = await killAll(torture, running, workers, { ...lives, ...named });
    const planned = planRuns(seed, runs);
    const counts = count(planned, filesIn(folder), await running.answers());
    const server = running.server?.(planned);
    return {
      torture,
      kills,
      faults: proxy?.faults() ?? 0,
      ...counts,
      server,
      seconds: (performance.now() - start) / 1000,
    };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

/** Lets each worker live, kills it and starts it again, until the plan has ended and all kills are used up. */
async function killAll(
  { system, seed, calls, kills }: Torture,
  running: RunningSystem,
  workers: number,
  lives: Omit<Life, 'runs'>,
): Promise<{ readonly runs: number; readonly kills: number }> {
  let runs = runsWith(seed, calls);
  let killed = 0;
  await running.prepare(planRuns(seed, runs));
  const work = async (worker: number): Promise<void> => {
    const random = seededRandom(`${seed} kills ${worker}`);
    for (;;) {
      const killAfterMs = killed < kills ? random() * systems[system].killWithinMs : undefined;
      const death = await live({ ...lives, runs }, { killAfterMs });
      if (death === 'killed') killed += 1;
      else if (death === 'stuck' || killed >= kills) return;
      else {
        runs += moreRuns;
        await running.prepare(planRuns(seed, runs));
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  return { runs, kills: killed };
}

/** Starts a proxy that breaks some of the messages between client and server. */
async function startProxy(
  { name, proxy }: System,
  { url }: RunningSystem,
  seed: string,
): Promise<FaultyProxy & { faults(): number }> {
  if (proxy === undefined) throw new Error(`No proxy is tried with the ${name}.`);
  const random = seededRandom(`${seed} faults`);
  let faults = 0;
  const faulty = await startFaultyProxy(url, proxy.pattern, () => {
    if (random() >= faultShare) return undefined;
    faults += 1;
    return proxy.faults[Math.floor(random() * proxy.faults.length)];
  });
  return { ...faulty, faults: () => faults };
}
