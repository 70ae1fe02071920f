import { Embeddings } from '@langchain/core/embeddings';
import type { BaseMessage } from '@langchain/core/messages';
import { AIMessage } from '@langchain/core/messages';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { fakeModel } from 'langchain';
import { connectATP } from 'toolferry/atp';
import { embeddingFrom, llmFrom } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';

const server = useATPServer();

/** Runs sandbox code on a real server with this chat model. */
async function run(code: string, model: Parameters<typeof llmFrom>[0]) {
  const atp = await connectATP({ baseUrl: server.baseUrl, llm: llmFrom(model) });
  return (await atp.execute(code)).result;
}

class LetterEmbeddings extends Embeddings {
  async embedQuery(text: string): Promise<number[]> {
    return [...'abc'].map((letter) => text.split(letter).length - 1);
  }
  async embedDocuments(texts: string[]): Promise<number[][]> {
    return Promise.all(texts.map((text) => this.embedQuery(text)));
  }
}

describe('llmFrom', () => {
  test("sandbox code calls a chat model, with the code's system prompt and context", async () => {
    const seen: BaseMessage[][] = [];
    const model = fakeModel().respond((messages: BaseMessage[]) => {
      seen.push(messages);
      return new AIMessage('Hello!');
    });
    const code = `return await atp.llm.call({ prompt: 'Hi', systemPrompt: 'Be short', context: { name: 'Ada' } })`;
    expect(await run(code, model)).toBe('Hello!');
    expect(seen[0]?.map(({ type, content }) => [type, content])).toEqual([
      ['system', 'Be short'],
      ['human', 'Hi\n\nContext: {"name":"Ada"}'],
    ]);
  });

  test('an answer of content blocks is its text', async () => {
    const content = [
      { type: 'reasoning', reasoning: 'hm' },
      { type: 'text', text: 'Hello' },
      { type: 'text', text: '!' },
    ];
    expect(
      await run(`return await atp.llm.call({ prompt: 'Hi' })`, fakeModel().respond(new AIMessage({ content }))),
    ).toBe('Hello!');
  });

  test('sandbox code extracts data by a JSON Schema with the structured output of the model', async () => {
    const code = `return await atp.llm.extract({ prompt: 'Ada is 36', schema: { type: 'object', properties: { age: {} } } })`;
    expect(await run(code, fakeModel().structuredResponse({ age: 36 }))).toEqual({ age: 36 });
  });

  test('sandbox code classifies a text, and another answer than a category is an error of that call', async () => {
    const model = new FakeListChatModel({ responses: ['red.', 'neither'] });
    const code = `return await atp.llm.classify({ text: 'a red car', categories: ['blue', 'red'] })`;
    const llm = llmFrom(model);
    const atp = await connectATP({ baseUrl: server.baseUrl, llm });
    expect((await atp.execute(code)).result).toBe('red');
    const { result } = await atp.execute(code.replace('await ', 'await Promise.all([').replace(/$/, '])'));
    expect(result).toEqual([{ __error: true, message: 'The model answered with none of the categories: "neither".' }]);
  });

  test('a failure of the model is an error of that call', async () => {
    const model = fakeModel().respond(new Error('overloaded'));
    expect(await run(`return await Promise.all([atp.llm.call({ prompt: 'x' })])`, model)).toEqual([
      { __error: true, message: 'overloaded' },
    ]);
  });

  test('a model without structured output refuses extract', async () => {
    const model = { invoke: async () => ({ content: 'x' }) };
    expect(await run(`return await Promise.all([atp.llm.extract({ prompt: 'x', schema: {} })])`, model)).toEqual([
      { __error: true, message: 'This chat model has no structured output.' },
    ]);
  });

  test('an abort of the execution reaches the model', async () => {
    const controller = new AbortController();
    let seen: AbortSignal | undefined;
    const invoke = (_messages: unknown, options?: { readonly signal?: AbortSignal }): Promise<{ content: string }> => {
      seen = options?.signal;
      controller.abort(new Error('enough'));
      return new Promise(() => {});
    };
    const atp = await connectATP({ baseUrl: server.baseUrl, llm: llmFrom({ invoke }) });
    const execution = atp.execute(`return await atp.llm.call({ prompt: 'x' })`, { signal: controller.signal });
    await expect(execution).rejects.toThrow('enough');
    expect(seen?.aborted).toBe(true);
  });
});

test('embeddingFrom computes the embeddings of sandbox code with LangChain embeddings', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, embedding: embeddingFrom(new LetterEmbeddings({})) });
  const { result } = await atp.execute(`
    await atp.embedding.embed('aaa');
    await atp.embedding.embed('bbb');
    const [best] = await atp.embedding.search('ab b', { topK: 1 });
    return best.text;
  `);
  expect(result).toBe('bbb');
});
