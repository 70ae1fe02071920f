import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request to a proxy with its whole body. */
export interface ProxyRequest {
  readonly incoming: IncomingMessage;
  readonly body: string;
}

/** Starts an HTTP server that answers with `handle` and cuts the connection if that throws. It stops with the test. */
export async function startProxy(
  handle: (request: ProxyRequest, response: ServerResponse) => Promise<void>,
): Promise<string> {
  const server = createServer(async (incoming, response) => {
    try {
      await handle({ incoming, body: await readText(incoming) }, response);
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

/** Forwards a request to the real server, and starts the response with its status and headers. */
export async function forwardRequest(
  target: string,
  { incoming, body }: ProxyRequest,
  response: ServerResponse,
): Promise<Response> {
  const { host: _, connection: __, 'content-length': ___, ...headers } = incoming.headers;
  const { method = 'GET', url = '' } = incoming;
  const answered = await fetch(target + url, {
    method,
    headers: headers as Record<string, string>,
    ...(body !== '' && { body }),
  });
  response.writeHead(answered.status, { 'content-type': answered.headers.get('content-type') ?? '' });
  return answered;
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
