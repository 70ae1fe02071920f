import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { findLettaEnvironments } from './environments.ts';
import type { LettaPeers } from './letta-peers.ts';
import { startScriptedModel } from './scripted-model.ts';
import { type LettaServer, startAppServer, startV1Server } from './start-servers.ts';

/** Runs once per test run, in Vitest's main process. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const provide = (peers: LettaPeers) => project.provide('letta', peers);
  const { missing } = await findLettaEnvironments();
  if (missing !== undefined) {
    if (process.env.CI) throw new Error(missing);
    console.warn(`Tests with a Letta server are skipped. ${missing}`);
    provide({ missing });
    return undefined;
  }
  const model = await startScriptedModel();
  const servers = await startOnDemand({
    '/v1': () => startV1Server(model.url),
    '/app-server': () => startAppServer(model.url),
  });
  provide({ modelUrl: model.url, serversUrl: servers.url });
  return async () => {
    await servers.stop();
    await model.stop();
  };
}

async function startOnDemand(starts: Readonly<Record<string, () => Promise<LettaServer>>>): Promise<LettaServer> {
  const started = new Map<string, Promise<LettaServer>>();
  const http = createServer(async ({ url: path = '' }, response) => {
    const starting =
      started.get(path) ?? starts[path]?.() ?? Promise.reject(new Error(`There is no server at ${path}`));
    started.set(path, starting);
    try {
      response.end((await starting).url);
    } catch (error) {
      response.writeHead(500).end((error as Error).message);
    }
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      const settled = await Promise.allSettled(started.values());
      await Promise.all(settled.map((server) => server.status === 'fulfilled' && server.value.stop()));
    },
  };
}
