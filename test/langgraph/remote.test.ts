/** A RemoteGraph as a backend, on the server of `langgraphjs dev`, whose agent is made of LangChain's own parts. */
import { RemoteGraph } from '@langchain/langgraph/remote';
import { type AgentEvent, createBridge, defineTool } from 'toolferry';
import { createJournal, memoryStore } from 'toolferry/journal';
import { langGraphBackend } from 'toolferry/langgraph';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LangGraphServer, startLangGraph } from '../peers/langgraph/start-server.ts';
import { input } from './support.ts';

let server: LangGraphServer;
beforeAll(async () => {
  server = await startLangGraph();
});
afterAll(() => server?.stop());

/** The client of a server's agent, which counts the calls of its tools. */
function createClient() {
  const ran: string[] = [];
  const tools = ['locate', 'read'].map((name) =>
    defineTool({
      name,
      description: name,
      inputSchema: { type: 'object' },
      handler: () => {
        ran.push(name);
        return `${name} here`;
      },
    }),
  );
  return { ran, tools, graph: new RemoteGraph({ graphId: 'agent', url: server.url }) };
}

test('the agent of a LangGraph server gets the results of client tools and an approval, and all is emitted once', async () => {
  const { ran, tools, graph } = createClient();
  const events: AgentEvent[] = [];
  const pauses: string[][] = [];
  const bridge = createBridge({ tools, approve: () => true });
  const output = await bridge.run(
    langGraphBackend(graph),
    { input },
    {
      onEvent: (event) => {
        if (event.type === 'backend') events.push(event.event as AgentEvent);
        if (event.type === 'paused') pauses.push(event.pause.calls.map(({ id, ask }) => `${ask ?? 'call'} ${id}`));
      },
    },
  );
  expect(output.text).toBe('Answer 1');
  expect(pauses).toEqual([['approval wipe-1'], ['call locate-1', 'call read-1']]);
  expect(ran).toEqual(['locate', 'read']);
  expect(server.ran().toSorted()).toEqual(['sky', 'wipe']);
  const named = events.map((event) =>
    event.type === 'text'
      ? event.text
      : `${event.type} ${event.type === 'tool-call' ? event.call.id : event.result.toolCallId}`,
  );
  expect(named.slice(0, 4)).toEqual(['locate', 'read', 'sky', 'wipe'].map((name) => `tool-call ${name}-1`));
  expect(named.slice(4).toSorted()).toEqual(['Answer 1', 'tool-result sky-1', 'tool-result wipe-1']);
});

test('a client that stops while the server works continues under its key, and nothing runs twice', async () => {
  const store = memoryStore();
  const before = server.ran().length;
  const ran: string[] = [];
  /** Runs in a process that may stop as soon as the server has a request of this number. */
  const runOnce = async (requests: number) => {
    const { graph, tools, ran: ranHere } = createClient();
    let left = requests;
    const stream = graph.stream.bind(graph);
    graph.stream = async (...args) => {
      const chunks = await stream(...args);
      left -= 1;
      if (left > 0) return chunks;
      for await (const _ of chunks) break;
      throw new Error('This process has stopped.');
    };
    const journal = createJournal(store, { holder: 'worker' });
    const bridge = createBridge({ tools, approve: () => true, journal });
    const ended: unknown = await bridge.run(langGraphBackend(graph), { input }, { key: 'k' }).catch((error) => error);
    ran.push(...ranHere);
    return ended;
  };
  expect(String(await runOnce(1))).toContain('This process has stopped');
  expect(String(await runOnce(2))).toContain('This process has stopped');
  expect(await runOnce(Number.POSITIVE_INFINITY)).toMatchObject({ text: 'Answer 1' });
  expect(ran.toSorted()).toEqual(['locate', 'read']);
  expect(server.ran().slice(before).toSorted()).toEqual(['sky', 'wipe']);
});

test('backend.cancel() of another backend drops the calls of a pause, and its thread takes a new message', async () => {
  const threadId = crypto.randomUUID();
  const before = server.ran().length;
  const { tools, graph, ran } = createClient();
  const asking = createBridge({ tools, approve: () => 'later' });
  const put = await asking.run(langGraphBackend(graph), { input, threadId }).catch((error) => error);
  expect(put.code).toBe('approval_pending');
  await langGraphBackend(createClient().graph).cancel?.(put.data.pause);
  const bridge = createBridge({ tools, approve: () => true });
  const { text, values } = await bridge.run(langGraphBackend(createClient().graph), { input, threadId });
  expect(text).toBe('Answer 2');
  const { messages } = values as { messages: { type: string; tool_call_id?: string }[] };
  const answered = messages.filter(({ type }) => type === 'tool').map(({ tool_call_id: id }) => id);
  expect(answered).toHaveLength(new Set(answered).size);
  expect(answered).toContain('wipe-1');
  expect(
    server
      .ran()
      .slice(before)
      .filter((name) => name === 'wipe'),
  ).toEqual(['wipe']);
  expect(ran.toSorted()).toEqual(['locate', 'read']);
});
