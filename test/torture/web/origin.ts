import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type Site, serve } from '../../web/serve.ts';

/**
 * Starts a server that gives the page and its agent one origin: `/agent` is the agent, everything else the site of the page. A
 * request or a response that breaks off breaks off on the other side too.
 */
export function startOrigin(site: string, agent: string): Promise<Site> {
  return serve((incoming, response) => forward(incoming, response, incoming.url === '/agent' ? agent : site));
}

function forward(incoming: IncomingMessage, response: ServerResponse, target: string): void {
  const { method, headers, url = '/' } = incoming;
  // A connection that is kept may be closed by the other side when it is used again.
  const outgoing = request(new URL(url, target), { method, headers, agent: false });
  outgoing.on('response', (upstream) => {
    response.writeHead(upstream.statusCode ?? 502, upstream.headers);
    upstream.on('error', () => response.destroy());
    upstream.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}
