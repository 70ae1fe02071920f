import type { PendingCall } from 'toolferry';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { memoryStore } from 'toolferry/journal';
import { runBackend } from '../journal/crash/run-backend.ts';
import { type RunServer, startRunServer } from '../journal/crash/run-server.ts';
import type { Site } from './serve.ts';
import { startSite } from './site.ts';

/** The site of the page `journal-calls.ts`. */
export interface JournalSite extends Site {
  /** The ids of the calls whose handlers began, in any page. */
  readonly ran: readonly string[];
  /** Starts a server of runs, which pages reach over the site. */
  startRuns(...rounds: readonly (readonly PendingCall[])[]): Promise<PageRuns>;
}

/** A server of runs as a page sees it. */
interface PageRuns extends Pick<RunServer, 'started' | 'accepted'> {
  /** Its URL on the site. That of the same server as an AG-UI agent ends with `/ag-ui`. */
  readonly path: string;
  /** Returns the number of requests that it received. */
  requests(): number;
  /** Withholds the response to a request that it accepts. Resolves when that is accepted. */
  loseResponse(request: 'start' | 'answers of round 0'): Promise<void>;
}

type Forward = (path: string, request: Request) => Promise<Response>;

export async function startJournalSite(): Promise<JournalSite> {
  const ran: string[] = [];
  const forwards = new Map<string, Forward>();
  const servers: RunServer[] = [];
  const site = await startSite({
    page: 'journal-calls.ts',
    fetch(request) {
      const [, kind, name = '', ...rest] = new URL(request.url).pathname.split('/');
      if (kind === 'ran') ran.push(name);
      const forward = forwards.get(name);
      if (kind === 'runs' && forward) return forward(rest.join('/'), request);
      return new Response('<!doctype html><title>Other</title>', { headers: { 'content-type': 'text/html' } });
    },
  });
  return {
    ...site,
    ran,
    async startRuns(...rounds) {
      const server = await startRunServer(rounds);
      servers.push(server);
      const name = `${servers.length}`;
      const { forward, ...runs } = createRuns(server);
      forwards.set(name, forward);
      return { ...runs, path: `/runs/${name}` };
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      await site.stop();
    },
  };
}

function createRuns(server: RunServer): Omit<PageRuns, 'path'> & { readonly forward: Forward } {
  let requests = 0;
  let newest: string | undefined;
  let lost: { readonly request: string; onLost(): void } | undefined;
  server.onAccepted = (request) => {
    newest = request;
  };
  const agent = createAGUIHandler(runBackend(server.url), {
    store: memoryStore(),
    authorize: () => 'user',
    toRequest: () => null,
  });
  const respond = async (path: string, request: Request): Promise<Response> => {
    const { method } = request;
    if (path === 'ag-ui') return agent(request);
    return fetch(`${server.url}/${path}`, { method, body: method === 'POST' ? await request.text() : null });
  };
  return {
    started: server.started,
    accepted: server.accepted,
    requests: () => requests,
    loseResponse: (request) =>
      new Promise((onLost) => {
        lost = { request, onLost };
      }),
    async forward(path, request) {
      requests += 1;
      const response = await respond(path, request);
      const text = await response.text();
      if (lost === undefined || lost.request !== newest) return new Response(text, response);
      lost.onLost();
      lost = undefined;
      return new Promise(() => {});
    },
  };
}
