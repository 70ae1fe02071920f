import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** The fault of the requests that match. All others pass unchanged. */
export type Fault =
  | 'cut before the request'
  | 'cut during the request'
  | 'request twice'
  | 'slow request'
  | 'cut before the response'
  | 'half a response'
  | 'cut after the response'
  | 'slow response'
  | 'response twice';

export interface FaultyProxy {
  readonly baseUrl: string;
  /** Returns the number of matching requests that reached the proxy. */
  matched(): number;
  stop(): Promise<void>;
}

/**
 * Starts a TCP proxy in front of an HTTP server that breaks the connections of matching requests, as networks do. A function
 * chooses the fault of each, or none.
 */
export async function startFaultyProxy(
  target: string,
  pattern: RegExp,
  fault: Fault | (() => Fault | undefined),
): Promise<FaultyProxy> {
  let matched = 0;
  const sockets = new Set<Socket>();
  const open = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const { hostname, port } = new URL(target);
  const connectToTarget = () => open(connect(Number(port), hostname));
  const faultOf = (request: Buffer): Fault | undefined => {
    if (!pattern.test(request.toString('latin1'))) return undefined;
    matched += 1;
    return typeof fault === 'function' ? fault() : fault;
  };
  const server = createServer((client) => {
    open(client);
    const upstream = connectToTarget();
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    let request: Buffer = Buffer.alloc(0);
    let hit: Fault | undefined;
    client.on('data', (bytes) => {
      request = Buffer.concat([request, bytes]);
      if (!isWhole(request)) return;
      hit = faultOf(request);
      requestWith(hit, request, { client, upstream, connectToTarget });
      request = Buffer.alloc(0);
    });
    upstream.on('data', (bytes) => {
      const fault = hit;
      hit = undefined;
      answerWith(fault, client, bytes);
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

/** Whether a request has arrived with all of its body. */
function isWhole(request: Buffer): boolean {
  const end = request.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(request.toString('latin1', 0, end)) ?? [];
  return request.length >= end + 4 + Number(length);
}

interface Connections {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly connectToTarget: () => Socket;
}

function requestWith(
  fault: Fault | undefined,
  request: Buffer,
  { client, upstream, connectToTarget }: Connections,
): void {
  if (fault === 'cut before the request') client.destroy();
  else if (fault === 'cut during the request') {
    upstream.write(request.subarray(0, request.length / 2));
    client.destroy();
  } else if (fault === 'request twice') {
    const first = connectToTarget();
    first.write(request);
    first.once('data', () => {
      first.destroy();
      upstream.write(request);
    });
  } else if (fault === 'slow request') dribble(upstream, request);
  else upstream.write(request);
}

function answerWith(fault: Fault | undefined, client: Socket, bytes: Buffer): void {
  if (fault === 'cut before the response') client.destroy();
  else if (fault === 'half a response') client.write(bytes.subarray(0, bytes.length / 2), () => client.destroy());
  else if (fault === 'cut after the response') client.end(bytes);
  else if (fault === 'slow response') dribble(client, bytes);
  else client.write(fault === 'response twice' ? Buffer.concat([bytes, bytes]) : bytes);
}

/** Writes a few bytes at a time. */
function dribble(socket: Socket, bytes: Buffer): void {
  if (bytes.length === 0 || socket.destroyed) return;
  socket.write(bytes.subarray(0, 40), () => setTimeout(() => dribble(socket, bytes.subarray(40)), 1));
}
