import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client, Pool } from 'pg';
import { endsWithParent } from './ends-with-parent.ts';
import { freePort, type ServerProcess, startServerProcess } from './server-process.ts';

/** A PostgreSQL server of a test; `restart` crashes it. */
export interface PostgresServer extends ServerProcess {
  readonly url: string;
}

const run = promisify(execFile);
const bin = findPostgres();

/** Why `startPostgres` cannot run here; undefined if it can. */
export const postgresMissing: string | undefined = bin === undefined ? 'PostgreSQL is not installed' : undefined;

/** Starts an empty PostgreSQL on a free port of 127.0.0.1, in a temporary folder. */
export async function startPostgres(): Promise<PostgresServer> {
  if (bin === undefined) throw new Error(`${postgresMissing}.`);
  let url = '';
  const server = await startServerProcess(async (folder) => {
    // PostgreSQL refuses to run as root.
    const user = process.getuid?.() === 0 ? 'postgres' : undefined;
    if (user !== undefined) giveFolder(folder, user);
    const commandOf = (program: string, options: string) => {
      const [command = '', ...args] = [...endsWithParent('INT', user), `${bin}/${program}`, ...options.split(' ')];
      return { command, args };
    };
    const initdb = commandOf('initdb', '-D data -U toolferry -A trust -E UTF8 --locale=C --no-sync');
    await run(initdb.command, initdb.args, { cwd: folder });
    // Not before: another process might have it by now.
    const port = await freePort();
    url = `postgres://toolferry@127.0.0.1:${port}/postgres`;
    const options = `-D data -p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
    return {
      title: 'PostgreSQL',
      ...commandOf('postgres', options),
      env: {},
      ready: () => responds(url),
      // The signals of its fast shutdown and of its immediate one, after which it recovers as after a crash.
      stopSignal: 'SIGINT',
      crashSignal: 'SIGQUIT',
    };
  });
  return { ...server, url };
}

/** Returns a pool of connections. They may end with the server: what they emit then is no error of a test. */
export const connectPool = (url: string): Pool => new Pool({ connectionString: url }).on('error', () => {});

function findPostgres(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...globSync('/usr/lib/postgresql/*/bin')];
  return folders.find((folder) => existsSync(`${folder}/initdb`) && existsSync(`${folder}/postgres`));
}

function giveFolder(folder: string, user: string): void {
  chmodSync(folder, 0o700);
  execFileSync('chown', [user, folder]);
}

async function responds(url: string): Promise<boolean> {
  const client = new Client(url);
  await client.connect();
  await client.end();
  return true;
}
