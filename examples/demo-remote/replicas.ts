import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { DemoEvent } from './report.ts';
import { startProcess } from './start-process.ts';

const names = ['replica 1', 'replica 2'];

interface Replica {
  readonly url: string;
  readonly child: ChildProcess;
}

export interface Replicas {
  /** Starts those that do not run. Resolves to the addresses of both when they listen. */
  start(): Promise<readonly string[]>;
  /** Ends one with SIGKILL. Resolves when it is gone. */
  kill(name: string): Promise<void>;
  stop(): void;
}

/** Creates two replicas of an agent server, each in its own process. */
export function createReplicas(
  program: URL,
  env: Readonly<Record<string, string>>,
  onEvent: (name: string, event: DemoEvent) => Promise<void>,
): Replicas {
  const running = new Map<string, Replica>();
  const start = (name: string): Promise<Replica> =>
    new Promise((resolve, reject) => {
      const child = startProcess(program, {
        env,
        async onEvent(event) {
          if (event.what === 'listening') resolve({ url: event.text, child });
          else await onEvent(name, event);
        },
      });
      child.once('exit', (code) => {
        running.delete(name);
        reject(new Error(`${name} ended with ${code} before it listened.`));
      });
    });
  return {
    async start() {
      const replicas = await Promise.all(names.map(async (name) => running.get(name) ?? (await start(name))));
      for (const [index, name] of names.entries()) running.set(name, replicas[index] as Replica);
      return replicas.map(({ url }) => url);
    },
    async kill(name) {
      const child = running.get(name)?.child;
      child?.kill('SIGKILL');
      if (child) await once(child, 'exit');
    },
    stop() {
      for (const { child } of running.values()) child.disconnect();
    },
  };
}
