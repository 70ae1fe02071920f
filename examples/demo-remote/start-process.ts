import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DemoEvent, SentEvent } from './report.ts';

interface ProcessOptions {
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Called with each event. The process waits for its end where it awaits its report. */
  onEvent(event: DemoEvent): void | Promise<void>;
}

/** Starts a program of this folder in a process that ends with this one. */
export function startProcess(file: string, { args = [], env, onEvent }: ProcessOptions): ChildProcess {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(program, args, { env: { ...process.env, ...env } });
  child.on('message', async ({ id, ...event }: SentEvent) => {
    await onEvent(event);
    if (child.connected) child.send(id);
  });
  return child;
}
