import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DemoEvent, SentEvent } from './report.ts';

interface Start {
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Gets each event. The process waits for its end where it awaits its report. */
  onEvent(event: DemoEvent, child: ChildProcess): void | Promise<void>;
}

/** Starts a program of this folder in a process of its own, which does not outlive this one. */
export function startProcess({ file, args = [], env, onEvent }: Start): ChildProcess {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(program, args, { env: { ...process.env, ...env } });
  child.on('message', async ({ id, ...event }: SentEvent) => {
    await onEvent(event, child);
    // One that was killed meanwhile gets no message.
    if (child.connected) child.send(id, () => {});
  });
  return child;
}
