import type { EmbeddingModel, LanguageModel } from 'ai';
import { embeddingFrom, llmFrom } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { major } from './support/major.js';
import { scriptedModel } from './support/scripted-model.js';

const server = useATPServer();

/** Runs sandbox code on a real server with a model that gives these answers. */
async function run(code: string, ...answers: string[]) {
  const { model, prompts } = scriptedModel(...answers);
  const atp = await connectATP({ baseUrl: server.baseUrl, llm: llmFrom(model) });
  return { result: (await atp.execute(code)).result, prompts };
}

/** An embedding model with the specification of the tested major: the numbers of a, b and c in each text. */
const letterModel = {
  specificationVersion: { 5: 'v2', 6: 'v3', 7: 'v4' }[major],
  provider: 'letters',
  modelId: 'letters',
  maxEmbeddingsPerCall: 10,
  supportsParallelCalls: true,
  doEmbed: async ({ values }: { readonly values: readonly string[] }) => ({
    embeddings: values.map((text) => [...'abc'].map((letter) => text.split(letter).length - 1)),
    usage: { tokens: 1 },
    warnings: [],
  }),
} as unknown as EmbeddingModel;

describe('llmFrom', () => {
  test("sandbox code calls a language model, with the code's system prompt, settings and context", async () => {
    const { result, prompts } = await run(
      `return await atp.llm.call({
        prompt: 'Hi', systemPrompt: 'Be short', temperature: 0.5, maxTokens: 9, model: 'other', context: { name: 'Ada' },
      })`,
      'Hello!',
    );
    expect(result).toBe('Hello!');
    expect(prompts[0]).toMatchObject({
      prompt: [
        { role: 'system', content: 'Be short' },
        { role: 'user', content: [{ type: 'text', text: 'Hi\n\nContext: {"name":"Ada"}' }] },
      ],
      temperature: 0.5,
      maxOutputTokens: 9,
    });
  });

  test('sandbox code extracts data by a JSON Schema, which the model is given', async () => {
    const { result, prompts } = await run(
      `return await atp.llm.extract({
        prompt: 'Ada is 36', schema: { type: 'object', properties: { age: { type: 'number' } }, required: ['age'] },
      })`,
      '{"age":36}',
    );
    expect(result).toEqual({ age: 36 });
    expect(prompts[0]).toMatchObject({
      responseFormat: { type: 'json', schema: { properties: { age: { type: 'number' } } } },
    });
  });

  test('sandbox code classifies a text, and quotes, case and a full stop of the answer do not matter', async () => {
    const { result, prompts } = await run(
      `return await atp.llm.classify({ text: 'a red car', categories: ['Blue', 'Red'] })`,
      ' "red".\n',
    );
    expect(result).toBe('Red');
    expect(JSON.stringify(prompts[0]?.prompt)).toContain('a red car');
  });

  test.each([
    ['classify', `atp.llm.classify({ text: 'x', categories: ['a', 'b'] })`, 'none of the categories: \\"neither\\"'],
    ['extract', `atp.llm.extract({ prompt: 'x', schema: { type: 'object' } })`, 'No object generated'],
  ])('an answer that %s cannot use is an error of that call', async (_name, code, message) => {
    const { result } = await run(`return await Promise.all([${code}, 'other'])`, 'neither');
    expect(result).toEqual([{ __error: true, message: expect.anything() }, 'other']);
    expect(JSON.stringify(result)).toContain(message);
  });

  test('a failure of the model is an error of that call', async () => {
    const model = { ...(scriptedModel().model as object), doGenerate: () => Promise.reject(new Error('overloaded')) };
    const atp = await connectATP({ baseUrl: server.baseUrl, llm: llmFrom(model as unknown as LanguageModel) });
    const { result } = await atp.execute(`return await Promise.all([atp.llm.call({ prompt: 'x' })])`);
    expect(result).toEqual([{ __error: true, message: 'overloaded' }]);
  });

  test('an abort of the execution reaches the model', async () => {
    const controller = new AbortController();
    let seen: AbortSignal | undefined;
    const doGenerate = ({ abortSignal }: { readonly abortSignal?: AbortSignal }) => {
      seen = abortSignal;
      controller.abort(new Error('enough'));
      return new Promise(() => {});
    };
    const model = { ...(scriptedModel().model as object), doGenerate } as unknown as LanguageModel;
    const atp = await connectATP({ baseUrl: server.baseUrl, llm: llmFrom(model) });
    const execution = atp.execute(`return await atp.llm.call({ prompt: 'x' })`, { signal: controller.signal });
    await expect(execution).rejects.toThrow('enough');
    expect(seen?.aborted).toBe(true);
  });
});

test('embeddingFrom computes the embeddings of sandbox code with an embedding model', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, embedding: embeddingFrom(letterModel) });
  const { result } = await atp.execute(`
    await atp.embedding.embed('aaa');
    await atp.embedding.embed('bbb');
    const [best] = await atp.embedding.search('ab b', { topK: 1 });
    return best.text;
  `);
  expect(result).toBe('bbb');
});
