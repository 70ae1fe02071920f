/**
 * LangChain's middleware around client tools. With `errors: 'throw'` it gets the errors that the handlers threw:
 * `toolRetryMiddleware` repeats a call that was refused for a moment, `toolErrorMiddleware` replaces the text of other errors
 * before the model reads it, and a `wrapToolCall` measures every call. Needs OPENAI_API_KEY and a shop (SHOP_URL).
 */
import { ChatOpenAI } from '@langchain/openai';
import {
  type AgentMiddleware,
  createAgent,
  createMiddleware,
  toolErrorMiddleware,
  toolRetryMiddleware,
} from 'langchain';
import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';

class ShopError extends Error {
  override readonly name = 'ShopError';
  readonly status: number;
  /** `toolRetryMiddleware` waits at least this long. */
  readonly retryAfterMs: number | undefined;

  constructor(response: Response, text: string) {
    super(`The shop responded ${response.status}: ${text}`);
    this.status = response.status;
    const seconds = response.headers.get('retry-after');
    if (seconds !== null) this.retryAfterMs = Number(seconds) * 1000;
  }
}

const price = defineTool({
  name: 'price',
  description: 'The price of an article',
  inputSchema: { type: 'object', properties: { article: { type: 'string' } }, required: ['article'] },
  handler: async ({ article }, { signal }) => {
    const shop = process.env.SHOP_URL ?? 'http://localhost:3001';
    const response = await fetch(`${shop}/${encodeURIComponent(article)}`, { signal });
    if (!response.ok) throw new ShopError(response, await response.text());
    return response.json();
  },
});

const measured = createMiddleware({
  name: 'measured',
  wrapToolCall: async (request, handler) => {
    const { name, args } = request.toolCall;
    const start = performance.now();
    try {
      return await handler(request);
    } finally {
      console.log(`${name}(${JSON.stringify(args)}): ${Math.round(performance.now() - start)} ms`);
    }
  },
});
const worded = toolErrorMiddleware({
  onError: (error) => (error instanceof ShopError ? `The shop has no answer (${error.status}).` : undefined),
});
const retried = toolRetryMiddleware({
  maxRetries: 3,
  initialDelayMs: 100,
  retryOn: (error) => error instanceof ShopError && error.status === 429,
  onFailure: 'error',
}) as AgentMiddleware; // for `exactOptionalPropertyTypes`, which the types of langchain 1.5 do not support
const agent = createAgent({
  model: new ChatOpenAI({ model: 'gpt-5-mini' }),
  tools: createToolsFromClient([price], { errors: 'throw' }),
  middleware: [measured, worded, retried],
});
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'What do a lamp and a yacht cost?' }] });
console.log(messages.at(-1)?.text);
