import { MemorySaver } from '@langchain/langgraph';
import * as ai from 'ai';
import { createBridge, defineTool, type RunBackend } from 'toolferry';
import { type AGUIStart, agUIBackend, createAGUIHandler } from 'toolferry/ag-ui';
import { aiSDKBackend } from 'toolferry/ai-sdk';
import { createJournal, memoryStore } from 'toolferry/journal';
import { describe, expect, test } from 'vitest';
import { scriptedModel } from '../ai-sdk/support/scripted-model.ts';
import { createProcess } from '../langgraph/support.ts';
import { HttpAgent, HttpAgent0 } from '../peers/ag-ui/clients.ts';
import { drive } from './drive.ts';
import { stoppedAt } from './run-again.ts';
import { serveHTTP } from './served.ts';

const inputSchema = { type: 'object', properties: { n: { type: 'number' } } } as const;

/** Serves a backend. */
function serve<Request, Output>(backend: RunBackend<Request, Output>, toRequest: (start: AGUIStart) => Request) {
  const handler = createAGUIHandler<Request, Output>(backend, {
    store: memoryStore(),
    authorize: () => 'Ada',
    toRequest,
    serverTools: ['sky', 'wipe'],
  });
  return serveHTTP(handler);
}

/** An agent of LangGraph with a tool of its own, one that must be approved, and the client's tool, all called at once. */
function langGraphAgent() {
  const { ran, backend, locate } = createProcess(new MemorySaver());
  const served = serve(backend, ({ threadId, messages }) => ({ threadId, input: { messages } }));
  return { ran, locate, served };
}

/** The same of the AI SDK. */
function aiSDKAgent() {
  const ran: string[] = [];
  const run = (name: string) => async () => {
    ran.push(`${name} 1`);
    return `${name} done`;
  };
  const tools = {
    sky: ai.tool({ inputSchema: ai.jsonSchema(inputSchema), execute: run('sky') }),
    wipe: { ...ai.tool({ inputSchema: ai.jsonSchema(inputSchema), execute: run('wipe') }), needsApproval: true },
  };
  const calls = ['locate', 'sky', 'wipe'].map((name) => ({ name, id: `${name}-1`, input: { n: 1 } }));
  const { model } = scriptedModel(calls);
  const backend = aiSDKBackend({ model, tools } as never);
  const locate = defineTool({ name: 'locate', description: 'Where', inputSchema, handler: run('locate') });
  const served = serve(backend, ({ messages }) =>
    messages.map(({ content }) => ({ role: 'user' as const, content: String(content) })),
  );
  return { ran, locate, served };
}

const agents = [
  ['LangGraph', langGraphAgent],
  ['AI SDK', aiSDKAgent],
] as const;

describe.each(agents)('an agent of %s behind the handler', (_name, create) => {
  test('runs each tool once for a bridge with agUIBackend', async () => {
    const { ran, locate, served } = create();
    const events: string[] = [];
    const bridge = createBridge({ tools: [locate], approve: () => true });
    const { messages } = await bridge.run(agUIBackend(await served), 'go', {
      onEvent: (event) => void (event.type === 'backend' && events.push((event.event as { type: string }).type)),
    });
    expect(ran.toSorted()).toEqual(['locate 1', 'sky 1', 'wipe 1']);
    expect(messages.filter(({ role }) => role === 'tool')).toHaveLength(3);
    expect(events.filter((type) => type === 'tool-call')).toHaveLength(3);
    expect(events.filter((type) => type === 'tool-result')).toHaveLength(2);
  });

  test('runs each tool once for a bridge whose answers are sent again after a crash', async () => {
    const { ran, locate, served } = create();
    const [url, store] = [await served, memoryStore()];
    const run = (options: { fetch?: typeof fetch }) => {
      const bridge = createBridge({ tools: [locate], approve: () => true, journal: createJournal(store) });
      return bridge.run(agUIBackend(url, options), 'go', { key: 'order 1' });
    };
    await expect(run({ fetch: stoppedAt(2) })).rejects.toMatchObject({ code: 'connection_lost' });
    await expect(run({ fetch: stoppedAt(2) })).rejects.toMatchObject({ code: 'connection_lost' });
    const { text, messages } = await run({});
    expect([text, ran.toSorted()]).toEqual([expect.stringMatching(/./), ['locate 1', 'sky 1', 'wipe 1']]);
    expect(messages.filter(({ role }) => role === 'tool')).toHaveLength(3);
  });

  test.each([
    ['1.0', HttpAgent],
    ['0.0.59', HttpAgent0],
  ] as const)('runs each tool once for the official client %s', async (_version, Agent) => {
    const { ran, locate, served } = create();
    const agent = new Agent({ url: await served, threadId: 't1' });
    const call = { toolCallId: 'x', signal: new AbortController().signal, progress: () => {} };
    const { errors, messages } = await drive(agent, {
      locate: () => locate.handler?.({ n: 1 } as never, call as never),
    });
    expect(errors).toEqual([]);
    expect(ran.toSorted()).toEqual(['locate 1', 'sky 1', 'wipe 1']);
    const results = messages.filter(({ role }) => role === 'tool').map(({ toolCallId }) => toolCallId);
    expect(results.toSorted()).toEqual(['locate-1', 'sky-1', 'wipe-1']);
    expect(messages.at(-1)).toMatchObject({ role: 'assistant', content: expect.stringMatching(/./) });
  });
});

test('a handler in front of agUIBackend is a proxy of another agent', async () => {
  const { ran, locate, served } = langGraphAgent();
  const proxied = await serve(agUIBackend(await served), ({ threadId, messages }) => ({ threadId, messages }));
  const { text } = await createBridge({ tools: [locate], approve: () => true }).run(agUIBackend(proxied), 'go');
  expect(text).toBe('Answer 1');
  expect(ran.toSorted()).toEqual(['locate 1', 'sky 1', 'wipe 1']);
});
