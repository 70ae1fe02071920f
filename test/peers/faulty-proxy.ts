import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

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
    let request: Buffer = Buffer.alloc(0);
    let hit: Fault | undefined;
    const answer = answerTo(client);
    client.on('data', (bytes) => {
      request = Buffer.concat([request, bytes]);
      if (!isWhole(request)) return;
      hit = faultOf(request);
      requestWith(hit, request, { client, upstream, connectToTarget });
      request = Buffer.alloc(0);
    });
    upstream.on('data', (bytes) => {
      answer.write(bytes, hit);
      hit = undefined;
    });
    upstream.on('close', answer.end);
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
  } else if (fault === 'slow request') void dribble(upstream, request);
  else upstream.write(fault === 'response twice' ? asLast(request) : request);
}

/** Returns a request after whose response the server closes the connection. */
function asLast(request: Buffer): Buffer {
  const headers = request.indexOf('\r\n\r\n');
  const kept = request.toString('latin1', 0, headers).replace(/\r\nconnection:.*/i, '');
  return Buffer.concat([Buffer.from(`${kept}\r\nconnection: close`, 'latin1'), request.subarray(headers)]);
}

/** What a server answers on one connection. The client gets its bytes in their order, as TCP promises, however slow it is. */
function answerTo(client: Socket) {
  let written = Promise.resolve();
  let copy: Buffer[] | undefined;
  return {
    write(bytes: Buffer, fault: Fault | undefined): void {
      if (fault === 'response twice') copy = [];
      copy?.push(bytes);
      written = written.then(() => answerWith(fault, client, bytes));
    },
    /** A copy of a response arrives once the first is whole, and nothing after it: the connection is not used again. */
    end(): void {
      void written.then(() => client.end(Buffer.concat(copy ?? [])));
    },
  };
}

/** Resolves when all is written that this fault lets through. */
async function answerWith(fault: Fault | undefined, client: Socket, bytes: Buffer): Promise<void> {
  if (client.destroyed) return;
  if (fault === 'slow response') return dribble(client, bytes);
  if (fault !== 'cut before the response')
    await write(client, fault === 'half a response' ? bytes.subarray(0, bytes.length / 2) : bytes);
  if (fault === 'cut after the response') client.end();
  else if (fault === 'cut before the response' || fault === 'half a response') client.destroy();
}

/** Writes a few bytes at a time. */
async function dribble(socket: Socket, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length && !socket.destroyed; at += 40) {
    await write(socket, bytes.subarray(at, at + 40));
    await setTimeout(1);
  }
}

function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}
