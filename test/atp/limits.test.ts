import { ToolferryError } from 'toolferry';
import { type ConnectATPOptions, connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { alteredFetch } from './altered-fetch.ts';
import { countingTool } from './counting-tool.ts';

const server = useATPServer({ config: { logger: 'none', execution: { timeout: 20_000, llmCalls: 1000 } } });

/** Runs an execution that pauses with this many calls at once, and measures it. */
async function runBatch(count: number, options: Partial<ConnectATPOptions> = {}) {
  const step = countingTool('step');
  const bodies: string[] = [];
  const real = alteredFetch(
    /execute/,
    (answer) => ({
      ...answer,
      needsCallback: undefined,
      needsCallbacks: Array.from({ length: count }, (_, index) => ({
        id: `c${index}`,
        type: 'tool',
        operation: 'step',
        payload: {},
      })),
    }),
    1,
  );
  const atp = await connectATP({
    baseUrl: server.baseUrl,
    tools: [step.tool],
    fetch: (input, init) => {
      if (!String(input).includes('resume')) return real(input, init);
      bodies.push(String(init?.body));
      // The real server limits the size of a body.
      return Promise.resolve(Response.json({ executionId: 'x', status: 'completed', result: null }));
    },
    ...options,
  });
  const outcome = await atp.execute('return await api.client.step({})').catch((error: unknown) => error);
  return { outcome, runs: step.runs(), bodies };
}

describe('calls per pause', () => {
  test('a pause with more than 1,000 calls cancels the execution with too_many_calls, and nothing runs', async () => {
    const { outcome, runs, bodies } = await runBatch(1_001);
    expect(ToolferryError.isInstance(outcome) && outcome.code).toBe('too_many_calls');
    expect(outcome).toMatchObject({ data: { count: 1_001, maxCalls: 1_000 } });
    expect(runs).toBe(0);
    expect(bodies).toEqual([expect.stringContaining('service not provided')]);
  });

  test('a pause with 1,000 calls is answered, and maxCallsPerPause changes the limit', async () => {
    expect((await runBatch(1_000)).runs).toBe(1_000);
    expect((await runBatch(3, { maxCallsPerPause: 2 })).outcome).toMatchObject({ code: 'too_many_calls' });
  });
});

describe('embeddings', () => {
  test('an execution makes at most maxEmbeddings embeddings, and searches count', async () => {
    const texts: string[] = [];
    const embedding = {
      embed: (text: string) => {
        texts.push(text);
        return [1];
      },
    };
    const atp = await connectATP({ baseUrl: server.baseUrl, embedding, maxEmbeddings: 2 });
    await atp.execute(`
      await atp.embedding.embed('one');
      await atp.embedding.search('two');
      return await atp.embedding.embed('three');
    `);
    expect(texts).toEqual(['one', 'two']);
    await atp.execute(`return await atp.embedding.embed('next')`);
    expect(texts).toEqual(['one', 'two', 'next']);
  });
});

describe('rounds', () => {
  const { tool, runs } = countingTool('step');
  /** A server that pauses an execution without an end. */
  const endless = (bodies: string[]): typeof fetch => {
    let paused = 0;
    return (input, init) => {
      if (!/execute|resume/.test(String(input))) return fetch(input, init);
      bodies.push(String(init?.body));
      paused += 1;
      const payload = { toolName: 'step', namespace: 'client', input: {}, sequenceNumber: paused };
      const needsCallback = { type: 'tool', operation: 'call', payload };
      return Promise.resolve(Response.json({ executionId: 'x', status: 'paused', needsCallback }));
    };
  };

  test('an execution that pauses again after 1,000 answered pauses is cancelled with max_rounds', async () => {
    const bodies: string[] = [];
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [tool], fetch: endless(bodies) });
    const before = runs();
    const error = await atp.execute('return 1').catch((reason: unknown) => reason);
    expect(ToolferryError.isInstance(error) && error.code).toBe('max_rounds');
    expect(runs() - before).toBe(1_000);
    expect(bodies.at(-1)).toContain('service not provided');
  });

  test('maxRounds of connectATP holds for execute_code too, and execute can set its own', async () => {
    const options = { baseUrl: server.baseUrl, tools: [tool], maxRounds: 3 };
    const { bridge, execute } = await connectATP({ ...options, fetch: endless([]) });
    const before = runs();
    const result = await bridge.execute({ id: 'c', name: 'execute_code', input: { code: 'return 1' } });
    expect(result.error?.code).toBe('max_rounds');
    expect(runs() - before).toBe(3);
    await expect(execute('return 1', { maxRounds: 1 })).rejects.toThrow('after 1 answered rounds');
    await expect(execute('return 1', { maxRounds: undefined })).rejects.toThrow('after 3 answered rounds');
  });
});

test('of a batch with more LLM calls than are left, the first are answered and the others refused', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, maxLlmCalls: 2, llm: { call: (prompt) => prompt } });
  const { result } = await atp.execute(`
    return await Promise.all([
      atp.llm.call({ prompt: 'a' }),
      atp.llm.call({ prompt: 'b' }),
      atp.llm.call({ prompt: 'c' }),
    ]);
  `);
  expect(result).toEqual(['a', 'b', { __error: true, message: expect.stringContaining('maxLlmCalls') }]);
});
