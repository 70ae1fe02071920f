/** For work of milliseconds and more: runs both in turns and prints the ratio of the medians. */
export async function inTurns(
  title: string,
  atMost: number,
  rounds: number,
  ours: () => Promise<unknown>,
  peer: () => Promise<unknown>,
): Promise<void> {
  const times: { readonly ours: number[]; readonly peer: number[] } = { ours: [], peer: [] };
  await ours();
  await peer();
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await milliseconds(ours));
    times.peer.push(await milliseconds(peer));
  }
  const [own, other] = [median(times.ours), median(times.peer)];
  const ratio = own / other;
  console.log(
    `${title.padEnd(60)} ${ratio.toFixed(2)} (at most ${atMost})  ${own.toFixed(1)} / ${other.toFixed(1)} ms`,
  );
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
