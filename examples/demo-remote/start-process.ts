import { type ChildProcess, fork } from 'node:child_process';
import type { DemoEvent, SentEvent } from './report.ts';

interface ProcessOptions {
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Called with each event. The process waits for its end where it awaits its report. */
  onEvent(event: DemoEvent): void | Promise<void>;
}

/** Starts a program in a process that ends with this one. */
export function startProcess(program: URL, { args = [], env, onEvent }: ProcessOptions): ChildProcess {
  const child = fork(program, args, { env: { ...process.env, ...env } });
  child.on('message', async ({ id, ...event }: SentEvent) => {
    await onEvent(event);
    if (child.connected) child.send(id);
  });
  return child;
}
