import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './is-running.ts';

const PREFIX = 'toolferry-letta-';

export interface ServerProcess {
  /** Ends the server, after 2 s by force, and removes its folder. */
  stop(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Whether the server answers already. */
  readonly ready: () => Promise<boolean>;
}

/**
 * Starts a server as a child that never outlives this process, in a temporary folder of its own that is its home and
 * its working directory. Resolves when it answers; throws with the end of its log when it does not within two minutes.
 */
export async function startServerProcess(describe: (folder: string) => ServerCommand): Promise<ServerProcess> {
  removeLeftFolders();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const { command, args, env, ready } = describe(folder);
  const log = openSync(join(folder, 'server.log'), 'w');
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
    // A pipe that ends with this process, even when it is killed.
    stdio: ['pipe', log, log],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  const clear = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', clear);
  const stop = async () => {
    child.stdin?.end();
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(2000)]);
    child.kill('SIGKILL');
    await ended;
    process.off('exit', clear);
    clear();
  };
  const failure = await Promise.race([ended, waitUntil(ready)]);
  if (failure === undefined) return { stop };
  const end = readFileSync(join(folder, 'server.log'), 'utf8').slice(-4000);
  await stop();
  throw new Error(`${command} did not start: ${failure}\n${end}`);
}

/** A port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function waitUntil(ready: () => Promise<boolean>): Promise<string | undefined> {
  const end = Date.now() + 120_000;
  while (Date.now() < end) {
    if (await ready().catch(() => false)) return undefined;
    await sleep(100);
  }
  return 'it did not answer within two minutes';
}

/** Those of processes that were killed before they could clear up. */
function removeLeftFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
