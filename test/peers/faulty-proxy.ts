import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** The fault of the requests that match. All others pass unchanged. */
export type Fault =
  | 'cut before the request'
  | 'cut during the request'
  | 'cut before the response'
  | 'half a response'
  | 'slow response'
  | 'response twice';

export interface FaultyProxy {
  readonly baseUrl: string;
  /** Returns the number of matching requests that reached the proxy. */
  matched(): number;
  stop(): Promise<void>;
}

/** Starts a TCP proxy in front of an HTTP server that breaks the connections of matching requests, as networks do. */
export async function startFaultyProxy(target: string, pattern: RegExp, fault: Fault): Promise<FaultyProxy> {
  let matched = 0;
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(target);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    let isHit = false;
    client.on('data', (bytes) => {
      if (pattern.test(bytes.toString('latin1'))) {
        matched += 1;
        isHit = true;
        if (fault === 'cut before the request') return client.destroy();
        if (fault === 'cut during the request') {
          upstream.write(bytes.subarray(0, bytes.length / 2));
          return client.destroy();
        }
      }
      return upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!isHit) return client.write(bytes);
      isHit = false;
      return answerWith(fault, client, bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    matched: () => matched,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerWith(fault: Fault, client: Socket, bytes: Buffer): void {
  if (fault === 'cut before the response') client.destroy();
  else if (fault === 'half a response') client.write(bytes.subarray(0, bytes.length / 2), () => client.destroy());
  else if (fault === 'slow response') dribble(client, bytes);
  else client.write(fault === 'response twice' ? Buffer.concat([bytes, bytes]) : bytes);
}

/** Writes a few bytes at a time. */
function dribble(client: Socket, bytes: Buffer): void {
  if (bytes.length === 0 || client.destroyed) return;
  client.write(bytes.subarray(0, 40), () => setTimeout(() => dribble(client, bytes.subarray(40)), 1));
}
