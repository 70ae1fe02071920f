import { measure } from 'mitata';
import { median } from './in-turns.ts';

export interface Comparison {
  readonly title: string;
  readonly ours: () => Promise<unknown>;
  readonly peer: () => Promise<unknown>;
  /** The ratio that is promised. */
  readonly atMost: number;
}

const rounds = 9;
const warmUp = 30_000;
/** Many small batches: with mitata's default of 4,096 calls a batch, a round had 12 samples, most with garbage collection in them. */
const options = { min_cpu_time: 1.5e8, min_samples: 100, batch_samples: 256 };

/**
 * Measures both in turns, so that both see the same machine, with the garbage of the other collected before, and prints the
 * median of the rounds' ratios.
 */
export async function compare({ title, ours, peer, atMost }: Comparison): Promise<void> {
  for (let call = 0; call < warmUp; call++) {
    await ours();
    await peer();
  }
  const found: { readonly ours: number; readonly peer: number }[] = [];
  for (let round = 0; round < rounds; round++) found.push({ ours: await time(ours), peer: await time(peer) });
  const ratios = found.map((times) => times.ours / times.peer);
  const ratio = median(ratios);
  const spread = `${Math.min(...ratios).toFixed(2)}..${Math.max(...ratios).toFixed(2)}`;
  const [us, them] = [median(found.map((times) => times.ours)), median(found.map((times) => times.peer))];
  const microseconds = `${(us / 1e3).toFixed(2)} / ${(them / 1e3).toFixed(2)} µs`;
  console.log(`${title.padEnd(60)} ${ratio.toFixed(2)} (${spread}, at most ${atMost})  ${microseconds}`);
  if (ratio > atMost) process.exitCode = 1;
}

async function time(work: () => Promise<unknown>): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('This benchmark needs node --expose-gc.');
  globalThis.gc();
  return (await measure(work, options)).p50;
}
