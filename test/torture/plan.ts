import { seededRandom } from './random.ts';

/** `write` is not safe to repeat, `put` is idempotent, `read` has no effect by its definition. */
export type TortureTool = 'write' | 'put' | 'read';

/** A call that a server asks for. */
export interface PlannedCall {
  /** Unique in the plan. It travels in the input, and comes back in the result. */
  readonly id: string;
  readonly tool: TortureTool;
  /** Milliseconds that its handler takes. */
  readonly delayMs: number;
  readonly fails: boolean;
}

export interface PlannedRun {
  readonly id: string;
  /** The calls of a round are asked for together. */
  readonly rounds: readonly (readonly PlannedCall[])[];
}

/** A handler takes at most this many milliseconds. */
const defaultLongestMs = 30;

/** Returns the first runs of the plan of a seed; a longer plan begins with the same runs. */
export function planRuns(seed: string, count: number, longestMs = defaultLongestMs): readonly PlannedRun[] {
  return Array.from({ length: count }, (_, index) => planRun(seed, index, longestMs));
}

/** Returns the shortest plan with at least so many calls. */
export function runsWith(seed: string, calls: number): number {
  for (let count = 0, planned = 0; ; count++) {
    if (planned >= calls) return count;
    planned += callsOf([planRun(seed, count, defaultLongestMs)]).length;
  }
}

export function callsOf(runs: readonly PlannedRun[]): readonly PlannedCall[] {
  return runs.flatMap(({ rounds }) => rounds.flat());
}

function planRun(seed: string, index: number, longestMs: number): PlannedRun {
  const random = seededRandom(`${seed} ${index}`);
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const rounds = Array.from({ length: upTo(4) }, (_, round) =>
    Array.from({ length: upTo(4) }, (_, position) => planCall(`r${index}.${round}.${position}`, random, longestMs)),
  );
  return { id: `r${index}`, rounds };
}

function planCall(id: string, random: () => number, longestMs: number): PlannedCall {
  const kind = random();
  return {
    id,
    tool: kind < 0.5 ? 'write' : kind < 0.75 ? 'put' : 'read',
    delayMs: random() < 0.5 ? 0 : Math.round(random() * longestMs),
    fails: random() < 0.1,
  };
}
