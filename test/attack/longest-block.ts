/**
 * How long the event loop may be blocked at a time while definitions are read, in milliseconds of CPU time. The short form runs
 * on machines of any speed, and only notices that a whole list is read at once.
 */
const maxBlockMs: number = process.env.ATTACK_SHORT ? 250 : 50;

let longestMs: number | undefined;

/** Returns the longest block since the last call; undefined if none was measured. */
export function takeLongestBlock(): number | undefined {
  const taken = longestMs;
  longestMs = undefined;
  return taken;
}

/**
 * Runs work and measures the longest time for which it kept the event loop busy. The time is that of the thread's CPU, so that
 * a busy machine does not count. Throws if it is over the limit.
 */
export async function unblocked<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  let longest = 0;
  let before = cpuMs();
  let isOver = false;
  const turn = (): void => {
    const now = cpuMs();
    longest = Math.max(longest, now - before);
    before = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await nextTurn();
  longest = 0;
  const value = await work();
  await nextTurn();
  isOver = true;
  longestMs = Math.max(longestMs ?? 0, longest);
  if (longest > maxBlockMs) throw new Error(`blocked the event loop for ${longest.toFixed(0)} ms`);
  return value;
}

/** Returns the CPU time of this thread. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
