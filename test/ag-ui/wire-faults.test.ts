import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createBridge } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { expect, onTestFinished, test } from 'vitest';
import { type Fault, startFaultyProxy } from '../peers/faulty-proxy.ts';
import { finished, says, started } from './scripted-agent.ts';

/** The words of an answer that takes several packets. */
const words = Array.from({ length: 40 }, (_, word) => `word ${word} `);

/** Starts an agent that sends each event by itself, behind a network that breaks its first response. One that is cut never ends. */
async function startAgent(fault: Fault, isCut = false) {
  let responses = 0;
  const server = createServer(async (request, response) => {
    const isWithheld = isCut && responses++ === 0;
    await once(request.resume(), 'end');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of [started, ...says('m1', ...words), finished()]) {
      // The network may read all events at once, and cut after them.
      if (isWithheld && event.type === 'RUN_FINISHED') return;
      response.write(`data: ${JSON.stringify(event)}\n\n`);
      await nextTurn();
    }
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  let requests = 0;
  const proxy = await startFaultyProxy(`http://127.0.0.1:${port}`, /^POST/, () =>
    requests++ === 0 ? fault : undefined,
  );
  onTestFinished(async () => {
    await proxy.stop();
    server.close();
  });
  return agUIBackend(proxy.baseUrl);
}

test.each<Fault>(['slow request', 'slow response', 'response twice'])(
  'a run over a network with a fault (%s) ends with all of its response, and so does the next one',
  async (fault) => {
    const backend = await startAgent(fault);
    const bridge = createBridge();
    for (let run = 0; run < 3; run++) expect(await bridge.run(backend, 'go')).toMatchObject({ text: words.join('') });
  },
);

test.each<Fault>(['cut before the response', 'half a response', 'cut after the response'])(
  'a run whose response is cut by the network (%s) rejects with connection_lost, and the next one works',
  async (fault) => {
    const backend = await startAgent(fault, true);
    const bridge = createBridge();
    await expect(bridge.run(backend, 'go')).rejects.toMatchObject({ code: 'connection_lost' });
    expect(await bridge.run(backend, 'go')).toMatchObject({ text: words.join('') });
  },
);
