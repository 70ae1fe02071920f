import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { endsWithParent } from './ends-with-parent.ts';
import { freePort, type ServerProcess, startServerProcess } from './server-process.ts';

/** A Redis server of a test; `restart` crashes it. */
export interface RedisServer extends ServerProcess {
  readonly url: string;
}

const folders = (process.env.PATH ?? '').split(path.delimiter);

/** Why `startRedis` cannot run here; undefined if it can. */
export const redisMissing: string | undefined = folders.some((folder) => existsSync(`${folder}/redis-server`))
  ? undefined
  : 'Redis is not installed';

/** Starts an empty Redis on a free port of 127.0.0.1, in a temporary folder; by default each write is on disk when it is answered. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  if (redisMissing !== undefined) throw new Error(`${redisMissing}.`);
  const port = await freePort();
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const listen = ['--bind', '127.0.0.1', '--port', String(port)];
  const [command = '', ...args] = [...endsWithParent('KILL'), 'redis-server', ...listen, ...durable, ...options];
  const server = await startServerProcess(() => ({
    title: 'Redis',
    command,
    args,
    env: {},
    ready: () => responds(port),
  }));
  return { ...server, url: `redis://127.0.0.1:${port}` };
}

async function responds(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  socket.end('PING\r\n');
  return (await text(socket)) === '+PONG\r\n';
}
