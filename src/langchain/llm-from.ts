import { createLLMService } from '../remote/llm-service.js';
import type { EmbeddingService, LLMOptions, LLMService } from '../types.js';
import { getProperty } from '../unknown.js';

type Message = [role: string, text: string];

interface CallOptions {
  readonly signal?: AbortSignal;
}

/** The members of a LangChain chat model that are used. */
export interface ChatModel {
  invoke(messages: Message[], options?: CallOptions): Promise<{ readonly content: unknown }>;
  withStructuredOutput?(
    schema: Record<string, unknown>,
    config?: { readonly name?: string },
  ): { invoke(messages: Message[], options?: CallOptions): Promise<unknown> };
}

/** The member of LangChain embeddings that is used. */
export interface TextEmbeddings {
  embedQuery(text: string): Promise<number[]>;
}

/**
 * Makes a service of a LangChain chat model, for code on a server that uses a model: `llm` of `connectATP()`. The system prompt
 * is the one that the code asks for. Its `model`, `temperature` and `maxTokens` are ignored: set them on the chat model.
 * `extract` needs a model with `withStructuredOutput`. A failure of the model is an error that the code can catch.
 *
 * @example
 * ```ts
 * import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
 * import { connectATP } from 'toolferry/atp';
 * import { llmFrom } from 'toolferry/langchain';
 *
 * export const connect = (model: BaseChatModel) => connectATP({ baseUrl: 'http://localhost:3333', llm: llmFrom(model) });
 * ```
 */
export function llmFrom(model: ChatModel): Required<LLMService> {
  return createLLMService({
    async call(prompt, options) {
      const { content } = await model.invoke(toMessages(prompt, options), toCallOptions(options));
      return textOf(content);
    },
    async extract(prompt, schema, options) {
      if (model.withStructuredOutput === undefined) throw new Error('This chat model has no structured output.');
      const structured = model.withStructuredOutput(schema, { name: 'extract' });
      return structured.invoke(toMessages(prompt, options), toCallOptions(options));
    },
  });
}

/**
 * Makes a service of LangChain embeddings: `embedding` of `connectATP()`.
 *
 * @example
 * ```ts
 * import type { Embeddings } from '@langchain/core/embeddings';
 * import { connectATP } from 'toolferry/atp';
 * import { embeddingFrom } from 'toolferry/langchain';
 *
 * export const connect = (embeddings: Embeddings) =>
 *   connectATP({ baseUrl: 'http://localhost:3333', embedding: embeddingFrom(embeddings) });
 * ```
 */
export function embeddingFrom(embeddings: TextEmbeddings): EmbeddingService {
  return { embed: (text) => embeddings.embedQuery(text) };
}

function toMessages(prompt: string, { systemPrompt }: LLMOptions): Message[] {
  const message: Message = ['human', prompt];
  return systemPrompt === undefined ? [message] : [['system', systemPrompt], message];
}

function toCallOptions({ signal }: LLMOptions): CallOptions {
  return signal ? { signal } : {};
}

/** Returns the text of a message's content, which is a string, or blocks of which some are text. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = Array.isArray(content) ? content : [];
  return blocks
    .map((block) => (typeof block === 'string' ? block : getProperty(block, 'text')))
    .filter((text) => typeof text === 'string')
    .join('');
}
