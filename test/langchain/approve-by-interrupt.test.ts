import { Command, MemorySaver } from '@langchain/langgraph';
import { type AgentMiddleware, createAgent, humanInTheLoopMiddleware } from 'langchain';
import { createBridge, defineTool } from 'toolferry';
import { type ApprovalInterrupt, approveByInterrupt, createToolsFromClient } from 'toolferry/langchain';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { scriptedServer } from '../bridge/support/scripted-server.js';
import { modelThatCalls, runCalls, type ScriptedCall } from './run-calls.js';
import { type ParallelGraph, parallelGraphs } from './support/parallel-graphs.js';

const ran: string[] = [];
const destructive = (name: string, validateMs?: () => number) => ({
  ...defineTool({
    name,
    description: name,
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    metadata: { operationType: 'destructive' },
    handler: ({ path }) => {
      ran.push(`${name} ${path}`);
      return `${name} ${path}`;
    },
  }),
  ...(validateMs && {
    validate: async (value: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, validateMs()));
      return { value: value as { path: string } };
    },
  }),
});
const names = ['first', 'second', 'third'];
const callOf = (name: string, id = name): ScriptedCall => ({ id, name, args: { path: `/${id}` } });
const config = { configurable: { thread_id: 't1' } };
const start = { messages: [{ role: 'user', content: 'go' }] };
const approve = approveByInterrupt();

beforeEach(() => {
  ran.length = 0;
});

async function pendingOf(graph: ParallelGraph): Promise<{ id: string; value: ApprovalInterrupt }[]> {
  return (await graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts) as never;
}

async function answersOf(graph: ParallelGraph): Promise<Record<string, unknown>> {
  const { messages } = (await graph.getState(config)).values;
  const answers = messages.filter(({ type }: { type: string }) => type === 'tool');
  return Object.fromEntries(
    answers.map((message: { tool_call_id: string; content: unknown }) => [message.tool_call_id, message.content]),
  );
}

/** Resumes until nothing is pending; a person approves the calls with these ids. */
async function answerAll(graph: ParallelGraph, isApproved: (id: string) => boolean): Promise<void> {
  const known: Record<string, unknown> = {};
  for (let round = 0; round < 20; round++) {
    const interrupts = await pendingOf(graph);
    if (interrupts.length === 0) return;
    for (const { toolCall } of interrupts.flatMap(({ value }) => value.calls))
      known[toolCall.id] = isApproved(toolCall.id)
        ? { approved: true, toolCall }
        : { approved: false, reason: 'not today' };
    await graph.invoke(
      new Command({ resume: Object.fromEntries(interrupts.map(({ id }) => [id, { ...known }])) }),
      config,
    );
  }
  throw new Error('The graph is still interrupted.');
}

describe.each(Object.entries(parallelGraphs))('parallel calls in %s', (graphName, createGraph) => {
  test('the calls of a step are asked about together, and each approved one runs once', async () => {
    const tools = createToolsFromClient(
      names.map((name) => destructive(name)),
      { approve },
    );
    const graph = createGraph(
      tools,
      names.map((name) => callOf(name)),
    );
    await graph.invoke(start, config);
    const interrupts = await pendingOf(graph);
    expect(interrupts).toHaveLength(graphName === 'createAgent v2' ? 3 : 1);
    expect(interrupts.flatMap(({ value }) => value.calls)).toEqual(
      names.map((name) => ({ toolCall: { id: name, name, args: { path: `/${name}` } }, reason: 'it is destructive' })),
    );
    await answerAll(graph, (id) => id !== 'second');
    expect(ran.sort()).toEqual(['first /first', 'third /third']);
    expect(await answersOf(graph)).toEqual({
      first: 'first /first',
      second: '"second" was not run: not today.',
      third: 'third /third',
    });
  });

  test('an approved call does not run before its siblings are answered, and then runs once', async () => {
    const tools = createToolsFromClient(
      names.map((name) => destructive(name)),
      { approve },
    );
    const graph = createGraph(
      tools,
      names.map((name) => callOf(name)),
    );
    await graph.invoke(start, config);
    for (const name of names) {
      const interrupts = (await pendingOf(graph)).filter(({ value }) =>
        value.calls.some(({ toolCall }) => toolCall.id === name),
      );
      const resume = interrupts.map(({ id, value }) => {
        const toolCall = value.calls.find((each) => each.toolCall.id === name)?.toolCall;
        return [id, { [name]: { approved: true, toolCall } }];
      });
      await graph.invoke(new Command({ resume: Object.fromEntries(resume) }), config);
      if (graphName !== 'createAgent v2' && name !== 'third') expect(ran).toEqual([]);
    }
    expect(ran.sort()).toEqual(['first /first', 'second /second', 'third /third']);
    expect(await pendingOf(graph)).toEqual([]);
  });

  test('the yes to one call never runs another, in whatever order the calls reach their interrupt (langgraph#6533)', async () => {
    const wrong: unknown[] = [];
    const tools = createToolsFromClient(
      names.map((name) => destructive(name, () => Math.random() * 4)),
      { approve },
    );
    await Promise.all(
      Array.from({ length: 30 }, async (_, run) => {
        const calls = names.map((name) => callOf(name, `${name}-${run}`));
        const approved = names[run % names.length];
        const graph = createGraph(tools, calls);
        await graph.invoke(start, config);
        await answerAll(graph, (id) => id === `${approved}-${run}`);
        const mine = ran.filter((each) => each.endsWith(`-${run}`));
        const isRight = mine.length > 0 && mine.every((each) => each === `${approved} /${approved}-${run}`);
        if (!isRight || Object.keys(await answersOf(graph)).length !== 3) wrong.push({ run, mine });
      }),
    );
    expect(wrong).toEqual([]);
  }, 30_000);
});

/** A graph that waits for the approval of one call of `first`. */
async function waiting() {
  const tools = createToolsFromClient([destructive('first')], { approve });
  const graph = parallelGraphs['createAgent v1'](tools, [callOf('first')]);
  await graph.invoke(start, config);
  return {
    graph,
    resume: async (answer: unknown) => {
      const [interrupt] = await pendingOf(graph);
      await graph.invoke(new Command({ resume: { [String(interrupt?.id)]: answer } }), config);
      return (await answersOf(graph)).first;
    },
  };
}

const toolCall = { id: 'first', name: 'first', args: { path: '/first' } };

test.each<[string, unknown]>([
  ['a plain true', true],
  ['a string', 'yes'],
  ['a list', [{ approved: true, toolCall }]],
  ['true under the call id', { first: true }],
  ['a yes that does not name what it approves', { first: { approved: true } }],
  ['a yes to other arguments', { first: { approved: true, toolCall: { ...toolCall, args: { path: '/tmp' } } } }],
  [
    'a yes to more arguments',
    { first: { approved: true, toolCall: { ...toolCall, args: { path: '/first', all: true } } } },
  ],
  ['a yes to another tool', { first: { approved: true, toolCall: { ...toolCall, name: 'second' } } }],
  ['a yes to another call', { first: { approved: true, toolCall: { ...toolCall, id: 'second' } } }],
  ['a yes that is not true', { first: { approved: 'true', toolCall } }],
  ['null', { first: null }],
])('%s is a no', async (_, answer) => {
  const { resume } = await waiting();
  expect(await resume(answer)).toMatch(
    /^"first" was not run: the graph was resumed without an approval of exactly this/,
  );
  expect(ran).toEqual([]);
});

test('the value of a plain Command resume is a no', async () => {
  const { graph } = await waiting();
  await graph.invoke(new Command({ resume: true }), config);
  expect((await answersOf(graph)).first).toContain('without an approval of exactly this call');
  expect(ran).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['false', false, 'it was not approved'],
  ['a no with a reason', { approved: false, reason: 'Ada is away' }, 'Ada is away'],
  ['a no without a reason', { approved: false }, 'it was not approved'],
])('%s is a no, and the model reads the reason', async (_, answer, reason) => {
  const { resume } = await waiting();
  expect(await resume({ first: answer })).toBe(`"first" was not run: ${reason}.`);
});

test('a value for other calls is ignored: nothing runs, and the graph stays interrupted', async () => {
  const { graph, resume } = await waiting();
  await resume({ second: { approved: true, toolCall } });
  expect(await pendingOf(graph)).toHaveLength(1);
  expect(ran).toEqual([]);
  expect(await resume({ first: { approved: true, toolCall } })).toBe('first /first');
});

test('an edited input is validated again, and runs in place of the original one', async () => {
  const edit = (input: unknown) => ({ first: { approved: true, toolCall, input } });
  expect(await (await waiting()).resume(edit({ path: '/tmp' }))).toBe('first /tmp');
  expect(await (await waiting()).resume(edit({ path: 1 }))).toMatch(/^Invalid input for "first"/);
  expect(ran).toEqual(['first /tmp']);
});

test('outside a LangGraph agent a call is denied, with what to do', async () => {
  const bridge = createBridge({ tools: [destructive('first')], approve });
  const { error } = await bridge.execute({ id: 'c1', name: 'first', input: { path: '/a' } });
  expect(error?.message).toMatch(/^"first" was not run: approveByInterrupt can only ask in a LangGraph agent\. Pass/);
  const [tool] = createToolsFromClient(bridge);
  await expect(tool?.invoke({ path: '/a' })).rejects.toMatchObject({ code: 'denied' });
  const answers = await bridge.run(scriptedServer([{ id: 'a', name: 'first', input: { path: '/a' } }]), 'go');
  expect(answers.flat()).toMatchObject([{ error: { code: 'denied' } }]);
  expect(ran).toEqual([]);
});

test('without a checkpointer a call is denied, with the reason', async () => {
  const tools = createToolsFromClient([destructive('first')], { approve });
  const [message] = await runCalls(tools, [callOf('first')]);
  expect(message?.content).toBe(
    '"first" was not run: approveByInterrupt cannot interrupt the graph (No checkpointer set).',
  );
  expect(ran).toEqual([]);
});

test('an interrupt that neither pauses nor answers is a no', async () => {
  const interrupt = vi.fn(() => ({}));
  const [tool] = createToolsFromClient([destructive('first')], { approve });
  const message = await tool?.invoke({ type: 'tool_call', ...callOf('first') }, { interrupt } as object);
  expect(message).toMatchObject({ status: 'error', artifact: { code: 'denied' } });
});

test('humanInTheLoopMiddleware and approveByInterrupt each ask about their own tools in one agent', async () => {
  const free = { ...destructive('second'), metadata: {} };
  // Casts, because its types do not allow `exactOptionalPropertyTypes` (langchain 1.5.14).
  const options = { interruptOn: { second: true } } as never;
  const middleware = humanInTheLoopMiddleware(options) as unknown as AgentMiddleware;
  const agent = createAgent({
    model: modelThatCalls(callOf('first'), callOf('second')),
    tools: createToolsFromClient([destructive('first'), free], { approve }),
    middleware: [middleware],
    checkpointer: new MemorySaver(),
  });
  const graph = agent.graph as unknown as ParallelGraph;
  await graph.invoke(start, config);
  const [review] = await pendingOf(graph);
  expect(review?.value).toMatchObject({ actionRequests: [{ name: 'second' }] });
  await graph.invoke(new Command({ resume: { [String(review?.id)]: { decisions: [{ type: 'approve' }] } } }), config);
  await answerAll(graph, () => true);
  expect(ran.sort()).toContain('first /first');
  expect(Object.keys(await answersOf(graph)).sort()).toEqual(['first', 'second']);
});
