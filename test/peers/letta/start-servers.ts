import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, type ServerProcess, startServerProcess } from '../server-process.ts';
import { findLettaEnvironments } from './environments.ts';
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts';

export interface LettaServer extends Pick<ServerProcess, 'stop'> {
  readonly url: string;
}

interface LettaServers {
  /** The URL of the V1 server, for `new Letta({ baseURL })`; empty if it was not started. */
  readonly baseUrl: string;
  /** The URL of the App Server, for a WebSocket; empty if it was not started. */
  readonly appServerUrl: string;
  readonly model: ScriptedModel;
  stop(): Promise<void>;
}

/**
 * Starts a scripted model and, unless disabled, a V1 server (10 to 20 s) and an App Server (1 s) that use it. If one cannot be
 * started, stops the others and throws an `Error` with the reason.
 */
export async function startLettaServers({ v1 = true, appServer = true } = {}): Promise<LettaServers> {
  const model = await startScriptedModel();
  const servers = [v1 ? startV1Server(model.url) : disabled, appServer ? startAppServer(model.url) : disabled] as const;
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

const disabled: Promise<LettaServer> = Promise.resolve({ url: '', stop: async () => {} });

/** Starts Letta's REST API, version 0.16.8, which is also the API of Letta Cloud. */
export async function startV1Server(modelUrl: string): Promise<LettaServer> {
  const { v1 } = await environments();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const script = fileURLToPath(new URL('letta_sqlite.py', import.meta.url));
  const server = await startServerProcess((folder) => ({
    title: 'the Letta server (V1)',
    command: join(v1, 'bin/python'),
    args: [script, join(folder, 'letta.db'), String(port)],
    env: {
      OPENAI_API_KEY: 'not-a-key',
      OPENAI_BASE_URL: `${modelUrl}/v1`,
      LETTA_DIR: folder,
      MCP_DISABLE_STDIO: 'false', // only stdio works: MCP servers at local addresses are refused
    },
    ready: async () => (await fetch(`${url}/v1/health/`)).ok,
  }));
  return { ...server, url };
}

/** Starts Letta's App Server, version 0.34.12, which users host themselves. */
export async function startAppServer(modelUrl: string): Promise<LettaServer> {
  const { appServer } = await environments();
  const url = `ws://127.0.0.1:${await freePort()}`;
  const server = await startServerProcess(() => ({
    title: 'the Letta App Server',
    command: join(appServer, 'bin/letta'),
    args: ['server', '--listen', url],
    env: {
      LETTA_LOCAL_BACKEND_EXPERIMENTAL: '1',
      LMSTUDIO_BASE_URL: `${modelUrl}/v1`,
      LETTA_BASE_URL: 'http://127.0.0.1:9', // nothing listens there, so that the cloud is not contacted
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
