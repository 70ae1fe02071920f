import { seededRandom } from '../random.ts';
import { type Moment, moments } from './reports.ts';

/** The disturbances of the pages of a run. Replicas are killed in addition, whatever the pages do. */
export const disturbanceKinds = [
  /** A tab is loaded again. */
  'reload',
  /** One more tab runs the same key, at most three at a time. */
  'second tab',
  /** One of several tabs is closed. */
  'close',
  /** All tabs are closed, and one is opened later. */
  'close all',
  /** The process of a tab is killed. */
  'crash',
  /** A tab goes to another address, and back later. */
  'away',
  /** The browser is offline for a while. */
  'offline',
] as const;
export type DisturbanceKind = (typeof disturbanceKinds)[number];

export interface Disturbance {
  readonly kind: DisturbanceKind;
  /** It happens after one of the tabs has got to this moment, … */
  readonly after: Moment;
  /** … and so many milliseconds later. */
  readonly delayMs: number;
  /** The milliseconds that it lasts, if it is not over at once. */
  readonly lastsMs: number;
  /** Chooses one of the open tabs, from 0 to 1. */
  readonly tab: number;
}

/** A disturbance comes at once, soon after its moment, or somewhere in what follows it. */
const delaysMs = [0, 20, 200];
const longestMs = 800;
const [fewest, most] = [3, 8];

/** Returns what happens to a run, in this order. The seed and the run decide it. */
export function planDisturbances(seed: string, run: string): readonly Disturbance[] {
  const random = seededRandom(`${seed} disturbances ${run}`);
  const oneOf = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
  const count = fewest + Math.floor(random() * (most - fewest + 1));
  return Array.from({ length: count }, () => ({
    kind: oneOf(disturbanceKinds),
    after: oneOf(moments),
    delayMs: random() * oneOf(delaysMs),
    lastsMs: random() * longestMs,
    tab: random(),
  }));
}
