import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScriptedOpenAI, startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { type RunningServer, startServer } from './start-server.ts';

/** Answers at once, except for Bergen: that request stays open. */
const open = new Set<string | undefined>();
const timetable = createServer(({ url }, response) => {
  if (url !== '/Bergen') return response.writeHead(url === '/Oslo' ? 200 : 404).end('["09:00","11:30"]');
  open.add(url);
  return response.on('close', () => open.delete(url));
});

let model: ScriptedOpenAI;
let server: RunningServer;
let harbour = 'Oslo';
beforeAll(async () => {
  model = await startScriptedOpenAI(([times]) =>
    times ? { text: `It leaves at ${times}` } : { call: 'departures', input: { harbour } },
  );
  await new Promise<void>((resolve) => timetable.listen(0, '127.0.0.1', resolve));
  const { port } = timetable.address() as AddressInfo;
  const env = { ...model.env, PORT: '0', TIMETABLE_URL: `http://127.0.0.1:${port}` };
  server = await startServer(['examples/hono.ts'], env);
});
afterAll(async () => {
  await server.stop();
  await model.stop();
  timetable.closeAllConnections();
  timetable.close();
});

/** Sends one message as `useChat` does. Returns each state of the answer. */
async function* send(text: string, abortSignal?: AbortSignal): AsyncGenerator<UIMessage> {
  const stream = await new DefaultChatTransport({ api: `${server.url}/chat` }).sendMessages({
    chatId: 'chat',
    messageId: undefined,
    trigger: 'submit-message',
    messages: [{ id: 'm1', role: 'user', parts: [{ type: 'text', text }] }],
    abortSignal,
  });
  yield* readUIMessageStream({ stream });
}

test('hono.ts streams the progress and the result of a tool and the text to a chat client', async () => {
  harbour = 'Oslo';
  const outputs = new Set<unknown>();
  let answer: UIMessage | undefined;
  for await (const message of send('When can I leave Oslo?')) {
    answer = message;
    for (const part of message.parts)
      if ('output' in part && part.output !== undefined) outputs.add(JSON.stringify(part.output));
  }
  expect(answer?.parts.map((part) => ('text' in part ? part.text : part.type))).toEqual([
    'step-start',
    'tool-departures',
    'step-start',
    'It leaves at ["09:00","11:30"]',
  ]);
  expect([...outputs]).toEqual(['"asking Oslo"', '["09:00","11:30"]']);
});

test('hono.ts shows the client the error of a tool, and the model answers', async () => {
  harbour = 'Atlantis';
  let answer: UIMessage | undefined;
  for await (const message of send('When can I leave Atlantis?')) answer = message;
  expect(answer?.parts).toContainEqual(
    expect.objectContaining({ state: 'output-error', errorText: expect.stringContaining('no timetable of Atlantis.') }),
  );
  expect(answer?.parts.at(-1)).toMatchObject({ text: expect.stringContaining('There is no timetable of Atlantis.') });
});

test('hono.ts aborts the request of a handler when the client disconnects', async () => {
  harbour = 'Bergen';
  const controller = new AbortController();
  const answer = (async () => {
    for await (const _ of send('When can I leave Bergen?', controller.signal));
  })();
  await expect.poll(() => open.size).toBe(1);
  controller.abort();
  await Promise.allSettled([answer]);
  await expect.poll(() => open.size).toBe(0);
});
