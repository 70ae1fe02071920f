import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A server that listens on a free port of this machine. */
export interface Listening {
  readonly server: Server;
  /** `127.0.0.1:` and the port. */
  readonly host: string;
  /** Returns how many connections are open. */
  connections(): Promise<number>;
  stop(): Promise<void>;
}

export async function listen(handle?: RequestListener): Promise<Listening> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    server,
    host: `127.0.0.1:${port}`,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reads the JSON body of a request; undefined if there is none. Throws if it is not JSON or not declared as JSON. */
export async function readJSON(request: IncomingMessage): Promise<unknown> {
  const body = (await buffer(request)).toString();
  if (body === '') return undefined;
  if (!/^application\/json/.test(request.headers['content-type'] ?? '')) throw new Error('not declared as JSON');
  return JSON.parse(body);
}
