import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Cut {
  /** Which request is meant: the next one whose path and body match. */
  readonly on: RegExp;
  /** The connection breaks behind the first text of the answer that matches, in the middle of an event if it ends there. */
  readonly after: RegExp;
}

/**
 * Starts an HTTP server in front of the real one that hands answers on as they come, and breaks off some: one for each cut, in
 * their order. The real server goes on with what it does. Stopped with the test.
 */
export async function startCuttingProxy(target: string, cuts: readonly Cut[]): Promise<string> {
  const left = [...cuts];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const isHit = left[0]?.on.test(`${request.url} ${body}`) === true;
    try {
      await forward(target, request, body, response, isHit ? left.shift()?.after : undefined);
    } catch {
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function forward(
  target: string,
  { url = '', method = 'GET', headers: received }: IncomingMessage,
  body: string,
  response: ServerResponse,
  cutAfter: RegExp | undefined,
): Promise<void> {
  const { host: _, connection: __, 'content-length': ___, ...headers } = received;
  const answered = await fetch(target + url, {
    method,
    headers: headers as Record<string, string>,
    ...(body !== '' && { body }),
  });
  response.writeHead(answered.status, { 'content-type': answered.headers.get('content-type') ?? '' });
  let said = '';
  for await (const piece of answered.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const cut = cutAfter?.exec(said + piece);
    if (cut) {
      response.write((said + piece).slice(said.length, cut.index + cut[0].length), () => response.destroy());
      return;
    }
    said += piece;
    response.write(piece);
  }
  response.end();
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
