import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createBridge } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { expect, onTestFinished, test } from 'vitest';
import { finished, started } from './scripted-agent.ts';

/** Starts an agent whose runs finish at once, and which then ends its response. */
async function startAgent(end: (response: ServerResponse) => void) {
  const connections: Socket[] = [];
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of [started, finished()]) response.write(`data: ${JSON.stringify(event)}\n\n`);
    end(response);
  });
  server.on('connection', (socket) => connections.push(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { connections, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('runs one after the other share a connection, although an agent ends its responses after their last event', async () => {
  let ended: Promise<unknown> | undefined;
  const { connections, url } = await startAgent(async (response) => {
    ended = once(response, 'close');
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    response.end();
  });
  for (let run = 0; run < 20; run++) {
    await createBridge().run(agUIBackend(url), 'go');
    await ended;
    for (let turn = 0; turn < 5; turn++) await nextTurn();
  }
  expect(connections.length).toBeLessThan(10);
});

test('the connection to an agent that does not end its response is closed, and the run does not wait for that', async () => {
  const { connections, url } = await startAgent(() => {});
  await createBridge().run(agUIBackend(url), 'go');
  const [socket] = connections as [Socket];
  expect(socket.destroyed).toBe(false);
  await once(socket, 'close');
});
