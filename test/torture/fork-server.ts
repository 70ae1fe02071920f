import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface ForkedServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** Kills the process. */
  stop(): Promise<void>;
}

/** Starts a server in a process of its own, which ends with this one. The server's first message is its URL. */
export async function forkServer(script: URL, args: readonly string[]): Promise<ForkedServer> {
  const child = fork(script, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const url = await Promise.race([
    once(child, 'message').then(([message]) => message as string),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${script.pathname} ended with ${code} before it was ready.`);
    }),
  ]);
  return { url, process: child, stop: () => stop(child) };
}

/** Reports that the server of this process is ready, and ends it with its parent. */
export function serveUntilDisconnected(url: string): void {
  process.once('disconnect', () => process.exit());
  process.send?.(url);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
