import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Starts a server that forwards requests one at a time. The ATP server mixes up the calls and results of executions that run at
 * the same time (0.19.17), also without kills and without a journal: with two clients every eighth result was another call's.
 */
export async function startQueue(target: string): Promise<string> {
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    const turn = last.then(() => forward(target, request, response));
    last = turn.catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function forward(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '' } = request;
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = method === 'GET' ? null : Buffer.concat(parts);
  const answer = await fetch(target + url, { method, headers: headers as Record<string, string>, body });
  const text = await answer.text();
  const kept = [...answer.headers].filter(
    ([name]) => !/^(content-length|content-encoding|transfer-encoding|connection)$/.test(name),
  );
  response.writeHead(answer.status, Object.fromEntries(kept)).end(text);
}
