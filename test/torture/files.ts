import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The files of one torture. */
export interface Files {
  readonly effects: string;
  /** The runs that ended. */
  readonly ended: string;
  /** What runs rejected with, to read when a torture fails. */
  readonly errors: string;
  /** The newest pause of each run. */
  readonly pauses: string;
}

export function filesIn(folder: string): Files {
  const pauses = join(folder, 'pauses');
  mkdirSync(pauses, { recursive: true });
  const file = (name: string) => join(folder, `${name}.jsonl`);
  return { effects: file('effects'), ended: file('ended'), errors: file('errors'), pauses };
}

/** Removes the folder, unless `TORTURE_KEEP` is set, to read in it what happened. */
export function removeFolder(folder: string): void {
  if (process.env.TORTURE_KEEP === undefined) rmSync(folder, { recursive: true, force: true });
  else console.log(`Kept ${folder}`);
}
