import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RoundRobinProxy {
  readonly url: string;
  /** Replaces the replicas that get the next requests. */
  use(replicas: readonly string[]): void;
  stop(): Promise<void>;
}

/**
 * Starts a proxy on 127.0.0.1 that forwards each request to the next of several replicas, and to another one if that is down. A
 * response that breaks off breaks off for the client too.
 */
export async function startRoundRobinProxy(replicas: readonly string[]): Promise<RoundRobinProxy> {
  let urls = replicas;
  let next = 0;
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(incoming);
    const first = next++;
    const order = urls.map((_, index) => urls[(first + index) % urls.length] as string);
    forward({ incoming, body, response }, order);
  };
  const server = createServer((incoming, response) => {
    // A request that is cut off reaches no replica.
    serve(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    use(replicas) {
      urls = replicas;
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function forward({ incoming, body, response }: Exchange, [url, ...others]: readonly string[]): void {
  if (url === undefined) {
    response.writeHead(502).end();
    return;
  }
  const { method, headers } = incoming;
  // A connection that is kept may be closed by the replica when it is used again.
  const outgoing: ClientRequest = request(new URL(incoming.url ?? '/', url), { method, headers, agent: false });
  outgoing.on('response', (upstream) => {
    response.writeHead(upstream.statusCode ?? 502, upstream.headers);
    upstream.on('error', () => response.destroy());
    upstream.pipe(response);
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED') forward({ incoming, body, response }, others);
    else response.destroy();
  });
  response.on('close', () => outgoing.destroy());
  outgoing.end(body);
}
