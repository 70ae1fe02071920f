/** Serves agents over AG-UI, and frames that it was given, in a process of its own. Prints its address to its parent. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { memoryStore } from 'toolferry/journal';
import { aiSDKAgent, langGraphAgent, scriptedAgent } from './ag-ui-agents.ts';

const store = memoryStore();
const authorize = () => 'bench';
const agents: Readonly<Record<string, (request: Request) => Promise<Response>>> = {
  scripted: createAGUIHandler(scriptedAgent, {
    store,
    authorize,
    toRequest: ({ messages }) => String(messages[0]?.content),
  }),
  langgraph: createAGUIHandler(langGraphAgent, {
    store,
    authorize,
    toRequest: ({ threadId, messages }) => ({ threadId, input: { messages } }),
  }),
  'ai-sdk': createAGUIHandler(aiSDKAgent, {
    store,
    authorize,
    toRequest: ({ messages }) => String(messages[0]?.content),
  }),
};
const frames = new Map<string, string>();

/** Answers with frames from memory: the first one, and the others together, as the handler sends them. */
async function replay(name: string, request: Request): Promise<Response> {
  await request.text();
  const text = frames.get(name) ?? '';
  const first = text.indexOf('\n\n') + 2;
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(text.slice(0, first)));
      controller.enqueue(encoder.encode(text.slice(first)));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } });
}

const listener = getRequestListener(async (request) => {
  const [, kind = '', name = ''] = new URL(request.url).pathname.split('/');
  if (kind === 'replay') return replay(name, request);
  if (kind !== 'frames') return agents[kind]?.(request) ?? new Response(null, { status: 404 });
  frames.set(name, await request.text());
  return new Response();
});
const server = createServer(listener).listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
