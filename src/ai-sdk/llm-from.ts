import type { EmbeddingModel, LanguageModel } from 'ai';
import { createLLMService } from '../remote/llm-service.js';
import type { EmbeddingService, LLMOptions, LLMService } from '../types.js';

/**
 * Makes a service of a language model of the AI SDK (5, 6 or 7), for code on a server that uses a model: `llm` of
 * `connectATP()`. System prompt, temperature and token limit are those that the code asks for; its `model` is ignored.
 * `extract` needs a model with structured output. A failure of the model is an error that the code can catch.
 *
 * @param model A language model, or its id for the AI SDK's default provider.
 * @example
 * ```ts
 * import type { LanguageModel } from 'ai';
 * import { llmFrom } from 'toolferry/ai-sdk';
 * import { connectATP } from 'toolferry/atp';
 *
 * export const connect = (model: LanguageModel) => connectATP({ baseUrl: 'http://localhost:3333', llm: llmFrom(model) });
 * ```
 */
export function llmFrom(model: LanguageModel): Required<LLMService> {
  return createLLMService({
    async call(prompt, options) {
      const { generateText } = await import('ai');
      return (await generateText({ ...settings(options), model, prompt })).text;
    },
    async extract(prompt, schema, options) {
      const { generateObject, jsonSchema } = await import('ai');
      return (await generateObject({ ...settings(options), model, prompt, schema: jsonSchema(schema) })).object;
    },
  });
}

/**
 * Makes a service of an embedding model of the AI SDK (5, 6 or 7): `embedding` of `connectATP()`.
 *
 * @param model An embedding model, or its id for the AI SDK's default provider.
 * @example
 * ```ts
 * import type { EmbeddingModel } from 'ai';
 * import { embeddingFrom } from 'toolferry/ai-sdk';
 * import { connectATP } from 'toolferry/atp';
 *
 * export const connect = (model: EmbeddingModel) =>
 *   connectATP({ baseUrl: 'http://localhost:3333', embedding: embeddingFrom(model) });
 * ```
 */
export function embeddingFrom(model: EmbeddingModel): EmbeddingService {
  return {
    async embed(value, { signal } = {}) {
      const { embed } = await import('ai');
      return (await embed({ model, value, ...(signal && { abortSignal: signal }) })).embedding;
    },
  };
}

function settings({ systemPrompt, temperature, maxTokens, signal }: LLMOptions) {
  return {
    ...(systemPrompt !== undefined && { system: systemPrompt }),
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
    ...(signal && { abortSignal: signal }),
  };
}
