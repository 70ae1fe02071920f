import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, type ServerProcess, startServerProcess } from '../server-process.ts';

/** The server of `langgraphjs dev` with one agent, `agent`, which a file exports as `graph`. It keeps its threads in memory. */
export interface LangGraphServer extends ServerProcess {
  readonly url: string;
  /** The tools of the server that were called, in order. */
  ran(): string[];
}

/** Starts a LangGraph server on a free port of 127.0.0.1, in a temporary folder. It needs no network. */
export async function startLangGraph(agent = new URL('agent.ts', import.meta.url)): Promise<LangGraphServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let folder = '';
  const server = await startServerProcess((created) => {
    folder = created;
    return {
      title: 'The LangGraph server',
      command: process.execPath,
      args: [fileURLToPath(new URL('serve.ts', import.meta.url)), String(port), fileURLToPath(agent)],
      env: { LANGSMITH_TRACING: 'false', LANGGRAPH_CLI_NO_ANALYTICS: '1' },
      ready: async () => (await fetch(`${url}/ok`)).ok,
    };
  });
  return { ...server, url, ran: () => readFileSync(join(folder, 'ran.txt'), 'utf8').trim().split('\n') };
}
