import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { freePort, startServerProcess } from '../server-process.ts';

const { default: command } = createRequire(import.meta.url)('workerd') as { readonly default: string };

/** Runs a worker in the runtime of Cloudflare Workers, as one script. Resolves when it responds to GET. */
export async function startWorker(file: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { outputFiles } = await build({ entryPoints: [file], bundle: true, format: 'esm', write: false });
  const server = await startServerProcess((folder) => {
    writeFileSync(join(folder, 'worker.js'), outputFiles[0]?.contents ?? '');
    writeFileSync(join(folder, 'config.capnp'), configuration(port));
    return {
      title: 'workerd',
      command,
      args: ['serve', join(folder, 'config.capnp')],
      env: {},
      ready: async () => (await fetch(url)).ok,
    };
  });
  return { ...server, url };
}

const configuration = (port: number) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
);
`;
