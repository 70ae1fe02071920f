import { existsSync, renameSync } from 'node:fs';
import type { ReplicaFiles } from './files.ts';

/** Where a replica can stand still until it is killed. */
export type Moment =
  | 'before the claim'
  | 'while the model works'
  | 'inside a server tool'
  | 'in mid-stream of the response'
  | 'before the record is written'
  | 'after the record is written';

/** Lets this process stand still at a moment if its file is there, and if no other replica was first. */
export async function reach(moment: Moment, files: ReplicaFiles): Promise<void> {
  const file = files.moment(moment);
  if (!existsSync(file) || !takeFile(file)) return;
  process.send?.('held');
  await new Promise(() => {});
}

function takeFile(file: string): boolean {
  try {
    renameSync(file, `${file}.${process.pid}`);
    return true;
  } catch {
    return false;
  }
}
