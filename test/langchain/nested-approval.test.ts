/** A run that a tool of a graph has started waits for a person: `execute_code` on a real ATP server, whose code calls client tools. */

import { Command, interrupt, MemorySaver, MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { generateText, isStepCount } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { type ClientTool, defineTool, type ErrorContext } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { createJournal, memoryStore } from 'toolferry/journal';
import { approveByInterrupt, createToolsFromClient } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { createNestedAgent, modelThatExecutes, nestedTools, refundCode } from './support/nested-agent.ts';

const erased: string[] = [];
const server = useATPServer({
  groups: {
    disk: [
      {
        name: 'erase',
        description: 'Erase a disk of the server',
        inputSchema: { type: 'object', properties: { disk: { type: 'string' } } },
        metadata: { operationType: 'destructive', requiresApproval: true },
        handler: ({ disk }: { disk: string }) => erased.push(disk) && `erased ${disk}`,
      },
    ],
  },
});
const refund = (euros: number): string => `api.client.refund({ euros: ${euros} })`;
const euros = ({ args }: { readonly args: unknown }): number => (args as { readonly euros: number }).euros;

describe('with a journal and the option thread', () => {
  const create = (options: object = {}) =>
    createNestedAgent({ baseUrl: server.baseUrl, journal: createJournal(memoryStore()), ...options });

  test('the interrupt shows the nested call, the reason and an id, and a yes continues the execution where it was', async () => {
    const journal = createJournal(memoryStore());
    const { start, pending, answer, results, ran, started } = await create({ journal });
    await start();
    const [asked] = await pending();
    expect(asked?.value).toEqual({
      type: 'tool-approval',
      calls: [
        {
          toolCall: {
            id: expect.stringMatching(/^[0-9a-f]{64}-call_0\/[-0-9a-f]+:tool:1$/),
            name: 'refund',
            args: { euros: 5 },
          },
          reason: 'it is destructive',
        },
      ],
    });
    expect(ran).toEqual(['note before']);
    const [open] = await journal.open();
    expect(open).toMatchObject({
      backend: 'atp',
      pause: { calls: [{ name: 'refund', waiting: { reason: 'it is destructive' } }] },
    });
    expect(asked?.value.calls[0]?.toolCall.id).toBe(`${open?.key}/${open?.pause?.calls[0]?.id}`);
    await answer(() => true);
    expect(await pending()).toEqual([]);
    expect(await results()).toEqual(['["note before","refund 5"]']);
    expect(ran).toEqual(['note before', 'refund 5']);
    expect(started).toHaveLength(1);
    expect(await journal.open()).toEqual([]);
  });

  test('a no reaches the sandbox code with its reason', async () => {
    const { start, answer, results, ran, started } = await create({
      codes: [`return await ${refund(5)}.catch((error) => error.message)`],
    });
    await start();
    await answer(() => ({ approved: false, reason: 'not today' }));
    expect(await results()).toEqual(['"refund" was not run: not today.']);
    expect([ran, started.length]).toEqual([[], 1]);
  });

  test('an edited input runs', async () => {
    const { start, answer, results, ran } = await create();
    await start();
    await answer((toolCall) => ({ approved: true, toolCall, input: { euros: 4 } }));
    expect(await results()).toEqual(['["note before","refund 4"]']);
    expect(ran).toEqual(['note before', 'refund 4']);
  });

  test('a resume value for other calls leaves the graph interrupted, and starts nothing again', async () => {
    const { agent, start, pending, answer, results, ran, started } = await create();
    await start();
    const before = await pending();
    const resume = { [before[0]?.id ?? '']: { call_0: { approved: true } } };
    await agent.invoke(new Command({ resume }), { configurable: { thread_id: 't1' } });
    expect((await pending()).map(({ value }) => value)).toEqual(before.map(({ value }) => value));
    await answer(() => true);
    expect(await results()).toEqual(['["note before","refund 5"]']);
    expect([ran, started.length]).toEqual([['note before', 'refund 5'], 1]);
  });

  test('the calls of one pause are asked about in one interrupt, each is decided once, and their sibling runs once', async () => {
    const { start, pending, answer, results, ran, started } = await create({
      codes: [`return await Promise.all([${refund(1)}, ${refund(2)}, api.client.note({ text: 'with them' })])`],
    });
    await start();
    expect((await pending()).map(({ value }) => value.calls.map(({ toolCall }) => euros(toolCall)))).toEqual([[1, 2]]);
    expect(ran).toEqual(['note with them']);
    await answer((toolCall) => (euros(toolCall) === 1 ? true : { approved: false, reason: 'too much' }));
    expect(await pending()).toEqual([]);
    expect(JSON.parse((await results())[0] ?? '')).toEqual([
      'refund 1',
      expect.objectContaining({ message: '"refund" was not run: too much.' }),
      'note with them',
    ]);
    expect([ran, started.length]).toEqual([['note with them', 'refund 1'], 1]);
  });

  test('calls that reach their approval one after the other, in another order each time, are each decided once', async () => {
    const delays: { [euros: number]: number } = { 1: 0, 2: 60 };
    const { start, pending, answer, results, ran, started } = await create({
      codes: [`return await Promise.all([${refund(1)}, ${refund(2)}])`],
      delays,
    });
    const asked: number[] = [];
    await start();
    for (let round = 0; round < 5 && (await pending()).length > 0; round++) {
      [delays[1], delays[2]] = [delays[2] ?? 0, delays[1] ?? 0];
      await answer((toolCall) => asked.push(euros(toolCall)) > 0);
    }
    expect(asked.toSorted()).toEqual([1, 2]);
    expect(await results()).toEqual(['["refund 1","refund 2"]']);
    expect([ran.toSorted(), started.length]).toEqual([['refund 1', 'refund 2'], 1]);
  });

  test('the answer to one pause is never taken for that to the next one, although both show the same call', async () => {
    const { start, pending, answer, results, ran, started } = await create({
      codes: [
        `const done = [await ${refund(1)}, await ${refund(1)}];
        try { return [...done, await ${refund(1)}] } catch (error) { return [...done, error.message] }`,
      ],
    });
    await start();
    const ids: string[] = [];
    for (const decision of [true, true, { approved: false, reason: 'twice is enough' }]) {
      expect(await pending()).toHaveLength(1);
      await answer(({ id }) => {
        ids.push(id);
        return decision;
      });
    }
    expect(new Set(ids).size).toBe(3);
    expect(JSON.parse((await results())[0] ?? '')).toEqual([
      'refund 1',
      'refund 1',
      '"refund" was not run: twice is enough.',
    ]);
    expect([ran, started.length]).toEqual([['refund 1', 'refund 1'], 1]);
  });

  test.each(['v2', 'v1'] as const)(
    'two executions of one step wait at the same time, and are answered one by one (createAgent %s)',
    async (version) => {
      const { start, pending, answer, results, ran, started } = await create({
        codes: [`return await ${refund(1)}`, `return [await ${refund(2)}, await ${refund(1)}]`],
        version,
      });
      await start();
      // LangGraph lists the interrupt of a finished task until its step ends.
      const asked = new Set<string>();
      for (let round = 0; round < 20 && (await pending()).length > 0; round++) {
        const before = asked.size;
        await answer(({ id }) => (!asked.has(id) && asked.size === before ? asked.add(id).size > 0 : undefined));
      }
      expect(await results()).toEqual(['refund 1', '["refund 2","refund 1"]']);
      expect([ran.toSorted(), started.length]).toEqual([['refund 1', 'refund 1', 'refund 2'], 2]);
      expect(asked.size).toBe(3);
    },
  );

  test('a tool of the same ToolNode, which LangGraph executes again, runs once', async () => {
    const { ran, tools } = nestedTools();
    const journal = createJournal(memoryStore());
    const atp = await connectATP({ baseUrl: server.baseUrl, tools, approve: approveByInterrupt(), journal });
    const message = (await modelThatExecutes(refundCode).invoke('go')) as unknown as { tool_calls: object[] };
    message.tool_calls.push({ type: 'tool_call', id: 'call_1', name: 'note', args: { text: 'beside it' } });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('model', () => ({ messages: [message as never] }))
      .addNode('tools', new ToolNode(createToolsFromClient(atp, { thread: true })))
      .addEdge('__start__', 'model')
      .addEdge('model', 'tools')
      .compile({ checkpointer: new MemorySaver() });
    const config = { configurable: { thread_id: 't1' } };
    await graph.invoke({ messages: [{ role: 'user', content: 'go' }] }, config);
    const [asked] = (await graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts);
    const [{ toolCall }] = asked?.value.calls ?? [{}];
    const resume = { [asked?.id ?? '']: { [toolCall.id]: { approved: true, toolCall } } };
    const { messages } = await graph.invoke(new Command({ resume }), config);
    expect(messages.slice(-2).map(({ name, text }) => [name, text])).toEqual([
      ['execute_code', '["note before","refund 5"]'],
      ['note', 'note beside it'],
    ]);
    expect(ran.toSorted()).toEqual(['note before', 'note beside it', 'refund 5']);
  });

  test("approval of the server's own function interrupts the graph, and a yes runs it once", async () => {
    const { start, pending, answer, results, started } = await create({
      codes: [`return await api.disk.erase({ disk: 'c' })`],
    });
    await start();
    expect((await pending()).map(({ value }) => value.calls[0]?.toolCall)).toMatchObject([
      { name: 'disk_erase', args: { disk: 'c' } },
    ]);
    expect(erased).toEqual([]);
    await answer(() => true);
    expect(await results()).toEqual(['erased c']);
    expect([erased, started.length]).toEqual([['c'], 1]);
  });

  test('an execution that the server has forgotten by the time of the answer fails with the reason, and none is started', async () => {
    let hasForgotten = false;
    const gone: typeof fetch = (input, init) =>
      hasForgotten && String(input).includes('/api/resume/')
        ? Promise.resolve(Response.json({ error: 'Execution not found or expired' }, { status: 404 }))
        : fetch(input, init);
    const { start, answer, results, ran } = await create({ fetch: gone });
    await start();
    hasForgotten = true;
    await answer(() => true);
    expect(await results()).toEqual([expect.stringContaining('The ATP server does not know this execution')]);
    expect(ran).toEqual(['note before']);
  });

  test('an execution inside an execution waits too', async () => {
    const journal = createJournal(memoryStore());
    const { ran, tools } = nestedTools();
    const rules = { baseUrl: server.baseUrl, approve: approveByInterrupt(), journal };
    const inner = await connectATP({ ...rules, tools });
    const inside = { ...(inner.bridge.tools.get('execute_code') as ClientTool), name: 'inside' };
    const code = `return [await api.client.note({ text: 'outside' }), await api.client.inside({ code: ${JSON.stringify(refundCode)} })]`;
    const note = tools[0] as ClientTool;
    const { start, pending, answer, results, started } = await create({
      ...rules,
      tools: [note, inside],
      codes: [code],
    });
    await start();
    expect((await pending()).map(({ value }) => value.calls[0]?.toolCall)).toMatchObject([{ name: 'refund' }]);
    await answer(() => true);
    expect(await results()).toEqual(['["note outside",["note before","refund 5"]]']);
    expect([ran, started.length]).toEqual([['note outside', 'note before', 'refund 5'], 1]);
  });

  test('a node of the user that passes key and caller to execute() waits in the same way', async () => {
    const { ran, tools } = nestedTools();
    const journal = createJournal(memoryStore());
    const atp = await connectATP({ baseUrl: server.baseUrl, tools, approve: approveByInterrupt(), journal });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('pay', async (_state, config) => {
        const caller = { kind: 'langchain', options: config };
        const { result } = await atp.execute(refundCode, { key: `pay/${config.configurable?.thread_id}`, caller });
        return { messages: [{ role: 'ai', content: JSON.stringify(result) }] };
      })
      .addEdge('__start__', 'pay')
      .compile({ checkpointer: new MemorySaver() });
    const config = { configurable: { thread_id: 't1' } };
    await graph.invoke({ messages: [] }, config);
    const [asked] = (await graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts);
    const [{ toolCall }] = asked?.value.calls ?? [{}];
    expect(toolCall).toMatchObject({ id: expect.stringMatching(/^pay\/t1\//), name: 'refund' });
    const resume = { [asked?.id ?? '']: { [toolCall.id]: { approved: true, toolCall } } };
    const { messages } = await graph.invoke(new Command({ resume }), config);
    expect(messages.at(-1)?.text).toBe('["note before","refund 5"]');
    expect(ran).toEqual(['note before', 'refund 5']);
  });
});

describe('a run that cannot be found again', () => {
  const refusal =
    '"refund" was not run: its run cannot wait for an interrupt of a graph. Use approveByInterrupt(), with journal of createBridge() and thread of createToolsFromClient().';

  test.for([
    ['without a journal', {}],
    ['without the option thread', { journal: createJournal(memoryStore()), hasThread: false }],
    [
      'of an approve that calls interrupt() itself, whose answers LangGraph matches by their order',
      { journal: createJournal(memoryStore()), approve: () => interrupt('May it run?') },
    ],
  ] as const)('%s refuses the call with the reason, and the developer gets it', async ([, options]) => {
    const reported: [unknown, ErrorContext][] = [];
    const { start, pending, results, ran, started } = await createNestedAgent({
      baseUrl: server.baseUrl,
      codes: [`return await ${refund(5)}.catch((error) => error.message)`],
      onError: (error, where) => reported.push([error, where]),
      ...options,
    });
    await start();
    expect(await pending()).toEqual([]);
    expect(await results()).toEqual([refusal]);
    expect([ran, started.length]).toEqual([[], 1]);
    expect(reported).toEqual([
      [
        expect.objectContaining({
          code: 'cannot_pause',
          message: refusal,
          cause: expect.objectContaining({ is_bubble_up: true }),
        }),
        { source: 'approve', toolName: 'refund', toolCallId: expect.any(String) },
      ],
    ]);
  });

  test('an interrupt of a handler in a run fails its call with the reason, and the developer gets it', async () => {
    const reported: [unknown, ErrorContext][] = [];
    const ask = defineTool({
      name: 'ask',
      description: 'Ask',
      inputSchema: { type: 'object' },
      handler: () => interrupt('Which one?') as string,
    });
    const { start, pending, results } = await createNestedAgent({
      baseUrl: server.baseUrl,
      journal: createJournal(memoryStore()),
      tools: [ask],
      codes: ['return await api.client.ask({}).catch((error) => error.message)'],
      onError: (error, where) => reported.push([error, where]),
    });
    await start();
    expect(await pending()).toEqual([]);
    expect(await results()).toEqual(['"ask" threw an interrupt, which is not supported in a run on a server.']);
    expect(reported).toMatchObject([[{ is_bubble_up: true }, { source: 'handler', toolName: 'ask' }]]);
  });

  test('of an agent of the AI SDK, which asks before it executes, refuses the call with the reason', async () => {
    const { tools, ran } = nestedTools();
    const atp = await connectATP({ baseUrl: server.baseUrl, tools, approve: approveByInterrupt() });
    const code = `return await ${refund(5)}.catch((error) => error.message)`;
    const call = {
      type: 'tool-call' as const,
      toolCallId: 'c',
      toolName: 'execute_code',
      input: JSON.stringify({ code }),
    };
    const usage = {
      inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 0, text: 0, reasoning: 0 },
    };
    const model = new MockLanguageModelV4({
      doGenerate: { content: [call], finishReason: { unified: 'tool-calls', raw: undefined }, usage, warnings: [] },
    });
    const { toolResults } = await generateText({ model, tools: toAISDK(atp), stopWhen: isStepCount(1), prompt: 'go' });
    expect(toolResults.map(({ output }) => output)).toEqual([
      '"refund" was not run: approveByInterrupt can only ask in a LangGraph agent. Pass another approve for other callers.',
    ]);
    expect(ran).toEqual([]);
  });
});
