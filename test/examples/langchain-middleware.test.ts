import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { runExample } from './run-example.ts';

test('langchain-middleware.ts repeats a call that is refused for a moment, and replaces the text of another error', async () => {
  const requests: (string | undefined)[] = [];
  const shop = createServer(({ url }, response) => {
    requests.push(url);
    if (url === '/yacht') return response.writeHead(500).end('SELECT * FROM yachts: no such table');
    if (requests.length < 3) return response.writeHead(429, { 'retry-after': '0.02' }).end('slow down');
    return response.end('{"price":40}');
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const model = await startScriptedOpenAI(([lamp, yacht, mistake]) => {
    if (!lamp) return { call: 'price', input: { article: 'lamp' } };
    if (!yacht) return { call: 'price', input: { article: 'yacht' } };
    if (!mistake) return { call: 'price', input: { name: 'lamp' } };
    return { text: [lamp, yacht, mistake].join('\n') };
  });
  const { port } = shop.address() as AddressInfo;
  const output = await runExample('langchain-middleware.ts', { ...model.env, SHOP_URL: `http://127.0.0.1:${port}` });
  await model.stop();
  shop.closeAllConnections();
  shop.close();
  expect(requests).toEqual(['/lamp', '/lamp', '/lamp', '/yacht']);
  expect(output.trim().split('\n')).toEqual([
    expect.stringMatching(/^price\(\{"article":"lamp"\}\): \d+ ms$/),
    expect.stringMatching(/^price\(\{"article":"yacht"\}\): \d+ ms$/),
    expect.stringMatching(/^price\(\{"name":"lamp"\}\): \d+ ms$/),
    '{"price":40}',
    'The shop has no answer (500).',
    'Invalid input for "price": must have required properties article.',
  ]);
});
