import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './is-running.ts';

const PREFIX = 'toolferry-letta-';

export interface ServerProcess {
  /** Stops the server, by force after 2 s, and removes its folder. */
  stop(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Returns whether the server responds. */
  readonly ready: () => Promise<boolean>;
}

/**
 * Starts a server as a child that never outlives this process. Its home and working directory are a new temporary folder.
 * Resolves when the server responds. If it does not within two minutes, throws an error with the end of its log.
 */
export async function startServerProcess(describe: (folder: string) => ServerCommand): Promise<ServerProcess> {
  removeLeftFolders();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const { command, args, env, ready } = describe(folder);
  const log = openSync(join(folder, 'server.log'), 'w');
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
    // A pipe that closes with this process, even if it is killed.
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

/** Returns a free port of 127.0.0.1. */
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

/** Removes the folders of processes that were killed before they removed them. */
function removeLeftFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
