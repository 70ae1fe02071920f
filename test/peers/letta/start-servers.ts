import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findLettaEnvironments } from './python-environments.ts';
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts';
import { freePort, type ServerProcess, startServerProcess } from './server-process.ts';

export interface LettaServer extends ServerProcess {
  readonly url: string;
}

interface LettaServers {
  /** The V1 server's, for `new Letta({ baseURL })`; empty when it is left out. */
  readonly baseUrl: string;
  /** The App Server's, for a WebSocket; empty when it is left out. */
  readonly appServerUrl: string;
  readonly model: ScriptedModel;
  stop(): Promise<void>;
}

/**
 * Starts a scripted model and, each unless left out, a V1 server (10 to 20 s) and an App Server (1 s) that use it.
 * Throws an `Error` that says why when one cannot be started; the others are stopped then.
 */
export async function startLettaServers({ v1 = true, appServer = true } = {}): Promise<LettaServers> {
  const model = await startScriptedModel();
  const servers = [v1 ? startV1Server(model.url) : leftOut, appServer ? startAppServer(model.url) : leftOut] as const;
  const stop = async () => {
    const settled = await Promise.allSettled(servers);
    await Promise.all(settled.map((server) => server.status === 'fulfilled' && server.value.stop()));
    await model.stop();
  };
  try {
    const [{ url: baseUrl }, { url: appServerUrl }] = await Promise.all(servers);
    return { baseUrl, appServerUrl, model, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const leftOut: Promise<LettaServer> = Promise.resolve({ url: '', stop: async () => {} });

/** Letta's REST API, version 0.16.8: what Letta Cloud has, too. */
export async function startV1Server(modelUrl: string): Promise<LettaServer> {
  const { v1 } = await environments();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const script = fileURLToPath(new URL('letta_sqlite.py', import.meta.url));
  const server = await startServerProcess((folder) => ({
    command: join(v1, 'bin/python'),
    args: [script, join(folder, 'letta.db'), String(port)],
    env: {
      OPENAI_API_KEY: 'not-a-key',
      OPENAI_BASE_URL: `${modelUrl}/v1`,
      LETTA_DIR: folder,
      MCP_DISABLE_STDIO: 'false', // MCP servers at addresses of this machine are refused
    },
    ready: async () => (await fetch(`${url}/v1/health/`)).ok,
  }));
  return { ...server, url };
}

/** Letta's App Server, version 0.34.12: what is hosted on one's own machine. */
export async function startAppServer(modelUrl: string): Promise<LettaServer> {
  const { appServer } = await environments();
  const url = `ws://127.0.0.1:${await freePort()}`;
  const server = await startServerProcess(() => ({
    command: join(appServer, 'bin/letta'),
    args: ['server', '--listen', url],
    env: {
      LETTA_LOCAL_BACKEND_EXPERIMENTAL: '1',
      LMSTUDIO_BASE_URL: `${modelUrl}/v1`,
      LETTA_BASE_URL: 'http://127.0.0.1:9', // nothing is there: the cloud is not asked
      LETTA_CODE_TELEM: '0',
      DO_NOT_TRACK: '1',
      DISABLE_AUTOUPDATER: '1',
    },
    ready: () => opens(url),
  }));
  return { ...server, url };
}

async function environments() {
  const found = await findLettaEnvironments();
  if (found.missing !== undefined) throw new Error(found.missing);
  return found;
}

function opens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.onerror = () => resolve(false);
    socket.onopen = () => {
      socket.close();
      resolve(true);
    };
  });
}
