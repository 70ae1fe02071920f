import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Life, Report } from './client.ts';

export interface LifeOptions {
  /** Milliseconds from the first handler to the kill; undefined to let the client live. */
  readonly killAfterMs: number | undefined;
}

/** How a life ended. `stuck`: no run ended for a minute. */
export type Death = 'killed' | 'done' | 'stuck';

const stuckMs = 60_000;

/**
 * Starts the client, and kills it with SIGKILL. The time counts from its first handler: before, a client loads its modules. Throws
 * if the client ends with an error.
 */
export function live(life: Life, { killAfterMs }: LifeOptions): Promise<Death> {
  const client = fork(fileURLToPath(new URL('client.ts', import.meta.url)), [JSON.stringify(life)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let output = '';
  client.stderr?.on('data', (data) => {
    output = (output + data).slice(-4000);
  });
  let death: Death = 'killed';
  let killing: NodeJS.Timeout | undefined;
  const giveUp = () => {
    death = 'stuck';
    client.kill('SIGKILL');
  };
  let stuck = setTimeout(giveUp, stuckMs);
  client.on('message', (report: Report) => {
    clearTimeout(stuck);
    stuck = setTimeout(giveUp, stuckMs);
    if (report === 'handler' && killAfterMs !== undefined)
      killing = setTimeout(() => client.kill('SIGKILL'), killAfterMs);
  });
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.on('close', (code, signal) => {
      clearTimeout(stuck);
      clearTimeout(killing);
      if (signal === 'SIGKILL') resolve(death);
      else if (code === 0) resolve('done');
      else reject(new Error(`The client ended with ${signal ?? code}:\n${output}`));
    });
  });
}
