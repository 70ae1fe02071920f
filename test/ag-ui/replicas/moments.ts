import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ReplicaFiles } from './files.ts';

/** Where a replica can stand still until it is killed. */
export type Moment =
  | 'before the claim'
  | 'while the model works'
  | 'inside a server tool'
  | 'in mid-stream of the response'
  | 'before the record is written'
  | 'after the record is written';

/** How the first replica stands still that gets to a moment: until it is killed, or as a suspended process that goes on later. */
export type Stop = 'until it is killed' | 'until it is woken';

/** Lets this process stand still at a moment if that was asked for, and if no other replica was first. */
export async function reach(moment: Moment, files: ReplicaFiles): Promise<void> {
  if (takeFile(files.moment(moment, 'until it is killed'))) {
    process.send?.('held');
    await new Promise(() => {});
  }
  const taken = takeFile(files.moment(moment, 'until it is woken'));
  if (taken === undefined) return;
  process.send?.('held');
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (existsSync(taken)) Atomics.wait(cell, 0, 0, 10);
}

/** Asks for a stop, and returns what wakes the replica. */
export function askForStop(moment: Moment, stop: Stop, files: ReplicaFiles): (pid: number) => void {
  const file = files.moment(moment, stop);
  writeFileSync(file, '');
  return (pid) => rmSync(takenBy(pid, file));
}

function takeFile(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const taken = takenBy(process.pid, file);
  try {
    renameSync(file, taken);
    return taken;
  } catch {
    return undefined;
  }
}

function takenBy(pid: number, file: string): string {
  return `${file}.${pid}`;
}
