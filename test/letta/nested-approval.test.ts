/** A LangGraph agent asks a real Letta agent, whose calls wait for a person: the interrupt of the graph is answered, and the turn goes on. */
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { Command, MemorySaver } from '@langchain/langgraph';
import { createAgent, fakeModel } from 'langchain';
import { defineTool } from 'toolferry';
import { createJournal, memoryStore } from 'toolferry/journal';
import { type ApprovalInterrupt, approveByInterrupt, createToolsFromClient } from 'toolferry/langchain';
import { connectLetta } from 'toolferry/letta';
import { expect, test } from 'vitest';
import { useLetta } from '../peers/letta/use-letta.ts';
import { resultsIn } from './support/model-view.ts';

const letta = useLetta();
const config = { configurable: { thread_id: 't1' } };

/** What outlives a process: the agent on the server, the journal's store and the checkpointer. */
async function createWorld(script: Parameters<typeof letta.agent>[0]['script'], tools: readonly string[] = []) {
  const agent = await letta.agent({ script, tools });
  const [store, checkpointer, ran] = [memoryStore(), new MemorySaver(), [] as string[]];
  const counted = (name: string, metadata = {}) =>
    defineTool({
      name,
      description: name,
      inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
      metadata,
      handler: ({ path }) => ran.push(`${name} ${path}`) && `${name} ${path} done`,
    });
  const startProcess = async () => {
    const connection = await connectLetta({
      client: letta.client,
      agentId: agent.id,
      tools: [counted('note'), counted('wipe', { operationType: 'destructive' })],
      approve: approveByInterrupt(),
      metadata: () => ({ requiresApproval: true }),
      journal: createJournal(store, { holder: 'worker' }),
    });
    const ask = [...connection.bridge.tools].map(({ name }) => name).find((name) => name.startsWith('ask_')) ?? '';
    const decide = (messages: BaseMessage[]) =>
      messages.at(-1)?.type === 'tool'
        ? new AIMessage('done')
        : new AIMessage({
            id: 'message-1',
            content: '',
            tool_calls: [{ id: 'call_0', name: ask, args: { message: 'Tidy up' } }],
          });
    const model = fakeModel().respond(decide).respond(decide);
    const { graph } = createAgent({ model, tools: createToolsFromClient(connection, { thread: true }), checkpointer });
    const pending = async () => (await graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts);
    return {
      ask,
      start: () => graph.invoke({ messages: [{ role: 'user', content: 'go' }] }, config),
      async answer(decision: true | { approved: false; reason: string }) {
        const [asked] = await pending();
        const { calls = [] } = (asked?.value ?? {}) as Partial<ApprovalInterrupt>;
        const answers = calls.map(({ toolCall }) => [
          toolCall.id,
          decision === true ? { approved: true, toolCall } : decision,
        ]);
        const resume = { [asked?.id ?? '']: Object.fromEntries(answers) };
        return (await graph.invoke(new Command({ resume }), config)).messages as BaseMessage[];
      },
      shown: async () =>
        (await pending()).flatMap(({ value }) => (value as ApprovalInterrupt).calls.map(({ toolCall }) => toolCall)),
    };
  };
  return { agent, ran, store, startProcess };
}

test('each approval of the Letta agent interrupts the graph, although its calls have the ids of the graph, and continues the turn in any process', async () => {
  const { agent, ran, startProcess } = await createWorld([
    {
      calls: [
        { id: 'call_0', name: 'wipe', arguments: { path: 'a' } },
        { id: 'call_1', name: 'note', arguments: { path: 'a' } },
      ],
    },
    { calls: [{ id: 'call_2', name: 'wipe', arguments: { path: 'b' } }] },
    { text: 'All tidy.' },
  ]);
  const first = await startProcess();
  await first.start();
  expect(await first.shown()).toMatchObject([{ id: 'call_0', name: first.ask }]);
  await first.answer(true);
  expect(await first.shown()).toEqual([
    { id: expect.stringMatching(/^[0-9a-f]{64}-call_0\/call_0$/), name: 'wipe', args: { path: 'a' } },
  ]);
  expect(ran).toEqual(['note a']);

  const second = await startProcess();
  await second.answer(true);
  expect(await second.shown()).toEqual([
    { id: expect.stringMatching(/-call_0\/call_2$/), name: 'wipe', args: { path: 'b' } },
  ]);
  const third = await startProcess();
  const messages = await third.answer({ approved: false, reason: 'b stays' });
  expect(messages.at(-2)?.text).toBe('All tidy.');
  expect(ran).toEqual(['note a', 'wipe a']);
  const requests = await agent.requests();
  expect(requests).toHaveLength(3);
  expect(resultsIn(requests[2]).at(-1)).toMatchObject({ id: 'call_2', message: expect.stringContaining('b stays') });
});

test("approval of the Letta server's gated tool interrupts the graph, and a yes lets the server run it", async () => {
  const source =
    'def shred(path: str) -> str:\n    """Shreds.\n\n    Args:\n        path: what\n    """\n    return "shredded " + path';
  await letta.pythonTool(source, { default_requires_approval: true });
  const { agent, startProcess } = await createWorld(
    [{ calls: [{ id: 'call_0', name: 'shred', arguments: { path: 'a' } }] }, { text: 'Shredded.' }],
    ['shred'],
  );
  const first = await startProcess();
  await first.start();
  await first.answer(true);
  expect(await first.shown()).toMatchObject([
    { id: expect.stringMatching(/-call_0\/call_0$/), name: 'shred', args: { path: 'a' } },
  ]);
  const second = await startProcess();
  expect((await second.answer(true)).at(-2)?.text).toBe('Shredded.');
  expect(resultsIn((await agent.requests())[1])).toMatchObject([{ id: 'call_0', message: 'shredded a' }]);
});

test('a graph without the option thread is not interrupted by the Letta agent, whose call is refused with the reason', async () => {
  const agent = await letta.agent({
    script: [{ calls: [{ id: 'call_0', name: 'wipe', arguments: {} }] }, { text: 'Then not.' }],
  });
  const wipe = defineTool({
    name: 'wipe',
    description: 'Wipe',
    inputSchema: { type: 'object' },
    metadata: { operationType: 'destructive' },
    handler: () => 'wiped',
  });
  const rules = { client: letta.client, agentId: agent.id, tools: [wipe], approve: approveByInterrupt() };
  const connection = await connectLetta(rules);
  const ask = [...connection.bridge.tools].map(({ name }) => name).find((name) => name.startsWith('ask_')) ?? '';
  const model = fakeModel()
    .respondWithTools([{ id: 'c', name: ask, args: { message: 'Tidy up' } }])
    .respond(new AIMessage('done'));
  const own = createAgent({ model, tools: createToolsFromClient(connection), checkpointer: new MemorySaver() });
  const { messages } = await own.invoke({ messages: [{ role: 'user', content: 'go' }] }, config);
  expect((messages as BaseMessage[]).at(-2)?.text).toBe('Then not.');
  expect(resultsIn((await agent.requests())[1])).toMatchObject([
    { id: 'call_0', message: expect.stringContaining('its run cannot wait for an interrupt of a graph.') },
  ]);
});
