/**
 * Runs two kinds of work alternately, each first in every other round, and prints the ratio of the medians. For work of 1 ms or more.
 * Without a goal, `atMost` is Infinity.
 */
export async function inTurns(
  title: string,
  atMost: number,
  rounds: number,
  ours: () => Promise<unknown>,
  peer: () => Promise<unknown>,
): Promise<void> {
  await ours();
  await peer();
  const times: { readonly ours: number; readonly peer: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? ours : peer;
    const one = await milliseconds(first);
    const two = await milliseconds(first === ours ? peer : ours);
    times.push(first === ours ? { ours: one, peer: two } : { ours: two, peer: one });
  }
  const [oursMedian, peerMedian] = [median(times.map((time) => time.ours)), median(times.map((time) => time.peer))];
  const ratio = oursMedian / peerMedian;
  const medians = `${oursMedian.toFixed(1)} / ${peerMedian.toFixed(1)} ms`;
  const goal = atMost === Number.POSITIVE_INFINITY ? '(no goal)' : `(at most ${atMost})`;
  console.log(`${title.padEnd(60)} ${ratio.toFixed(2)} ${goal}  ${medians}`);
  if (ratio > atMost) process.exitCode = 1;
}

export async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
