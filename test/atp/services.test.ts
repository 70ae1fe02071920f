import { type ATPLLMService, connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';

const server = useATPServer({ config: { logger: 'none', execution: { timeout: 5000, llmCalls: 100 } } });

const llm: ATPLLMService = {
  call: (prompt, options) => `${options?.systemPrompt ?? 'reply'}: ${prompt}`,
  extract: (prompt, schema) => ({ prompt, keys: Object.keys((schema as { properties: object }).properties) }),
  classify: (text, categories) => categories.find((category) => text.includes(category)) ?? 'none',
};
/** A tiny embedding: the numbers of a, b and c in the text. */
const embedding = { embed: (text: string) => [...'abc'].map((letter) => text.split(letter).length - 1) };

describe('LLM calls of sandbox code', () => {
  test('call, extract and classify reach the service with the arguments of the code', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, llm });
    const { result, stats } = await atp.execute(`
      const reply = await atp.llm.call({ prompt: 'Hi', systemPrompt: 'Be short' });
      const data = await atp.llm.extract({ prompt: 'Who?', schema: { type: 'object', properties: { name: {} } } });
      const kind = await atp.llm.classify({ text: 'a red car', categories: ['blue', 'red'] });
      return { reply, data, kind };
    `);
    expect(result).toEqual({ reply: 'Be short: Hi', data: { prompt: 'Who?', keys: ['name'] }, kind: 'red' });
    expect(stats?.llmCallsCount).toBe(3);
  });

  test('a batch, for which the server sends only the first argument, reaches the service with the same arguments', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, llm, embedding });
    const { result } = await atp.execute(`
      return await Promise.all([
        atp.llm.call({ prompt: 'Hi', systemPrompt: 'Be short' }),
        atp.llm.classify({ text: 'a red car', categories: ['blue', 'red'] }),
        atp.embedding.embed('abba'),
      ]);
    `);
    expect(result).toEqual(['Be short: Hi', 'red', [2, 2, 0]]);
  });

  test('each prompt of a batch gets its own answer, and a failing one does not affect the others', async () => {
    const picky = {
      call: (prompt: string) => (prompt === 'two' ? Promise.reject(new Error('no twos')) : `${prompt}!`),
    };
    const atp = await connectATP({ baseUrl: server.baseUrl, llm: picky });
    const { result } = await atp.execute(`
      return await Promise.all([
        atp.llm.call({ prompt: 'one' }),
        atp.llm.call({ prompt: 'two' }),
        atp.llm.call({ prompt: 'three' }),
      ]);
    `);
    expect(result).toEqual(['one!', { __error: true, message: 'no twos' }, 'three!']);
  });

  test.each([
    ['llm.call', `await atp.llm.call({ prompt: 'x' })`],
    ['embedding.embed', `await atp.embedding.embed('x')`],
  ])('%s is refused without a service', async (_name, code) => {
    const atp = await connectATP({ baseUrl: server.baseUrl });
    await expect(atp.execute(`return ${code}`)).rejects.toThrow('service not provided');
  });

  test('onError gets what a model or an embedding threw, and the sandbox code its message', async () => {
    const original = new Error('no credit');
    const broken = () => Promise.reject(original);
    const errors: unknown[] = [];
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      llm: { call: broken },
      embedding: { embed: broken },
      onError: (error, where) => void errors.push([error, where]),
    });
    const { result } = await atp.execute(`
      return await Promise.all([atp.llm.call({ prompt: 'x' }), atp.embedding.embed('x')]);
    `);
    const shown = { __error: true, message: 'no credit' };
    expect(result).toEqual([shown, shown]);
    expect(errors).toEqual([
      [original, { source: 'llm' }],
      [original, { source: 'embedding' }],
    ]);
  });

  test('a service without extract refuses extract', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, llm: { call: llm.call } });
    const run = atp.execute(`return await atp.llm.extract({ prompt: 'x', schema: {} })`);
    await expect(run).rejects.toThrow('llm.extract: service not provided by this client');
  });

  test('an execution makes at most 50 LLM calls by default', async () => {
    let calls = 0;
    const atp = await connectATP({ baseUrl: server.baseUrl, llm: { call: () => `${++calls}` } });
    const { result } = await atp.execute(`
      let last;
      for (let i = 0; i < 55; i++) last = await atp.llm.call({ prompt: 'x' });
      return last;
    `);
    expect(calls).toBe(50);
    expect(result).toEqual({
      __error: true,
      message: "This execution has reached the client's limit of LLM calls (maxLlmCalls).",
    });
  });

  test('maxLlmCalls limits each execution separately', async () => {
    let calls = 0;
    const atp = await connectATP({ baseUrl: server.baseUrl, maxLlmCalls: 1, llm: { call: () => `${++calls}` } });
    const code = `return [await atp.llm.call({ prompt: 'a' }), await atp.llm.call({ prompt: 'b' })]`;
    const [first, second] = [await atp.execute(code), await atp.execute(code)];
    expect(first.result).toMatchObject(['1', { __error: true }]);
    expect(second.result).toMatchObject(['2', { __error: true }]);
  });

  test('an abort does not wait for a model that hangs', async () => {
    const controller = new AbortController();
    let seen: AbortSignal | undefined;
    const hangs: ATPLLMService = {
      call: (_prompt, options) => {
        seen = options?.signal;
        controller.abort(new Error('enough'));
        return new Promise(() => {});
      },
    };
    const atp = await connectATP({ baseUrl: server.baseUrl, llm: hangs });
    const run = atp.execute(`return await atp.llm.call({ prompt: 'x' })`, { signal: controller.signal });
    await expect(run).rejects.toThrow('enough');
    expect(seen?.aborted).toBe(true);
  });
});

test('embeddings are computed in this process and searched on the server', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, embedding });
  const { result } = await atp.execute(`
    await atp.embedding.embed('aaa');
    await atp.embedding.embed('bbb');
    const [best] = await atp.embedding.search('ab b', { topK: 1 });
    return best.text;
  `);
  expect(result).toBe('bbb');
});

test('one execution can use a client tool, a model, an embedding and an approval', async () => {
  const atp = await connectATP({
    baseUrl: server.baseUrl,
    llm,
    embedding,
    approve: () => true,
    tools: [{ name: 'now', description: 'Now', inputSchema: { type: 'object' }, handler: () => 'noon' }],
  });
  const { result } = await atp.execute(`
    const time = await api.client.now({});
    const reply = await atp.llm.call({ prompt: time });
    const { approved } = await atp.approval.request('Go?');
    await atp.embedding.embed(reply);
    return { reply, approved };
  `);
  expect(result).toEqual({ reply: 'reply: noon', approved: true });
});
