import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { insecureHost } from '../../web/chromium.ts';

interface Origin {
  readonly url: string;
  /** The same on an origin without TLS that is not on localhost. */
  readonly insecureUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts a server that gives the page and its agent one origin: `/agent` is the agent, everything else the site of the page. A
 * request or a response that breaks off breaks off on the other side too.
 */
export async function startOrigin(site: string, agent: string): Promise<Origin> {
  const server = createServer((incoming, response) =>
    forward(incoming, response, incoming.url === '/agent' ? agent : site),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    insecureUrl: `http://${insecureHost}:${port}`,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function forward(incoming: IncomingMessage, response: ServerResponse, target: string): void {
  const { method, headers, url = '/' } = incoming;
  const outgoing = request(new URL(url, target), { method, headers });
  outgoing.on('response', (upstream) => {
    response.writeHead(upstream.statusCode ?? 502, upstream.headers);
    upstream.on('error', () => response.destroy());
    upstream.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}
