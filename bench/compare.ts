import { measure } from 'mitata';

export interface Comparison {
  readonly title: string;
  readonly ours: () => Promise<unknown>;
  readonly peer: () => Promise<unknown>;
  /** The ratio that is promised. */
  readonly atMost: number;
}

const rounds = 7;
const warmUp = 50_000;
/** Many small batches: with mitata's default of 4,096 calls a batch, a round had 12 samples, most with garbage collection in them. */
const options = { min_cpu_time: 2e8, min_samples: 100, batch_samples: 256 };

/** Measures both in turns, so that both see the same machine, and prints the median of the rounds' ratios. */
export async function compare({ title, ours, peer, atMost }: Comparison): Promise<void> {
  for (let call = 0; call < warmUp; call++) {
    await ours();
    await peer();
  }
  const ratios: number[] = [];
  const times = { ours: 0, peer: 0 };
  for (let round = 0; round < rounds; round++) {
    times.ours = (await measure(ours, options)).p50;
    times.peer = (await measure(peer, options)).p50;
    ratios.push(times.ours / times.peer);
  }
  const ratio = ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  const spread = `${ratios.at(0)?.toFixed(2)}..${ratios.at(-1)?.toFixed(2)}`;
  const microseconds = `${(times.ours / 1e3).toFixed(1)} / ${(times.peer / 1e3).toFixed(1)} µs`;
  console.log(`${title.padEnd(60)} ${ratio.toFixed(2)} (${spread}, at most ${atMost})  ${microseconds}`);
  if (ratio > atMost) process.exitCode = 1;
}
