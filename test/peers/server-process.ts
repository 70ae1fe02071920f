import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPeerFolder } from './peer-folder.ts';

export interface ServerProcess {
  /** Crashes the server, and starts it again in the same folder. Resolves when it responds. */
  restart(): Promise<void>;
  /** Stops the server, by force after 2 s, and removes its folder. */
  stop(): Promise<void>;
}

export interface ServerCommand {
  /** The server's name, for messages. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Returns whether the server responds. */
  readonly ready: () => Promise<boolean>;
  /** Ends the server in order. Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** Ends the server as a crash does. Default SIGKILL. */
  readonly crashSignal?: NodeJS.Signals;
}

/**
 * Starts a server as a child that never outlives this process. Its home and working directory are a new temporary folder.
 * Resolves when the server responds, and prints what it waits for every half minute. If the server does not respond within ten
 * minutes, throws an error with the end of its log.
 */
export async function startServerProcess(
  describe: (folder: string) => ServerCommand | Promise<ServerCommand>,
): Promise<ServerProcess> {
  const folder = createPeerFolder();
  const server = await describe(folder);
  let running = spawnIn(folder, server);
  const clear = () => {
    running.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', clear);
  const stop = async () => {
    running.child.stdin?.end();
    running.child.kill(server.stopSignal ?? 'SIGTERM');
    await Promise.race([running.ended, sleep(2000)]);
    running.child.kill('SIGKILL');
    await running.ended;
    process.off('exit', clear);
    clear();
  };
  const start = async () => {
    const failure = await Promise.race([running.ended, waitUntil(server.ready, server.title, running.ended)]);
    if (failure === undefined) return;
    const end = readFileSync(join(folder, 'server.log'), 'utf8').slice(-4000);
    await stop();
    throw new Error(`${server.title} did not start: ${failure}. The end of its log:\n${end}`);
  };
  const restart = async () => {
    running.child.kill(server.crashSignal ?? 'SIGKILL');
    await running.ended;
    running = spawnIn(folder, server);
    await start();
  };
  await start();
  return { restart, stop };
}

function spawnIn(folder: string, { command, args, env }: ServerCommand) {
  const log = openSync(join(folder, 'server.log'), 'a');
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
    // A pipe that closes with this process, even if it is killed.
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  return { child, ended };
}

/**
 * Returns a free port of 127.0.0.1 that stays free until a server binds it: it is none of those that the kernel gives away, and a
 * random one, so that no two processes choose the same.
 */
export async function freePort(): Promise<number> {
  const end = Math.max(firstPortOfKernel(), 30_000);
  for (;;) {
    const port = randomInt(20_000, end);
    if (await isFree(port)) return port;
  }
}

/** Returns where the ports begin that the kernel gives to connections, and to servers that ask for any port. */
function firstPortOfKernel(): number {
  const file = '/proc/sys/net/ipv4/ip_local_port_range';
  // Other systems than Linux keep to the range of the standard.
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : 49_152;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** The longest that a server may take to start: a busy machine takes many times longer than an idle one. */
const longestStartMs = 600_000;
const reportMs = 30_000;

async function waitUntil(
  ready: () => Promise<boolean>,
  title: string,
  ended: Promise<string>,
): Promise<string | undefined> {
  const start = Date.now();
  let end: string | undefined;
  void ended.then((how) => {
    end = how;
  });
  let reportAt = reportMs;
  for (;;) {
    if (await ready().catch(() => false)) return undefined;
    if (end !== undefined) return end;
    const waited = Date.now() - start;
    if (waited > longestStartMs) return `it did not respond within ${longestStartMs / 60_000} minutes`;
    if (waited > reportAt) {
      console.warn(`Waiting for ${title} to respond, for ${Math.round(waited / 1000)} s so far …`);
      reportAt += reportMs;
    }
    await sleep(100);
  }
}
