import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A server that runs in a process of its own. */
export interface RunningServer {
  readonly url: string;
  /** All that it has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Runs Node with these arguments. Resolves when the process prints its address, and rejects with its output if it ends before. */
export async function startServer(args: readonly string[], env: Record<string, string>): Promise<RunningServer> {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        const [address] = /http:\/\/\S+:\d+/.exec(output) ?? [];
        if (address !== undefined) resolve(address);
      });
    }
    child.once('close', (code) => reject(new Error(`${args.join(' ')} ended with ${code}:\n${output}`)));
  });
  return { url, output: () => output, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill();
  await once(child, 'close');
}
