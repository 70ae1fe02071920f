import { ReadableStream } from 'node:stream/web';
import { jsonSchema, type LanguageModel, tool } from 'ai';
import { Pool } from 'pg';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { aiSDKBackend } from 'toolferry/ai-sdk';
import { createConversations, createConversationsTable } from '../../../examples/demo-remote/conversations.ts';
import type { ServeAgent } from './agent.ts';
import type { ReplicaFiles } from './files.ts';
import { reach } from './moments.ts';
import { lookUp, nextTurn, type Seen, type ServerInput, serverTool } from './script.ts';

/** Serves an agent of the AI SDK, whose conversations are in PostgreSQL. */
export const serveAISDK: ServeAgent = (options, { database, files }) => {
  const conversations = createConversations(new Pool({ connectionString: database }));
  const own = tool({
    description: serverTool.description,
    inputSchema: jsonSchema<ServerInput>(serverTool.inputSchema),
    execute: (input) => lookUp(input, files),
  });
  const backend = aiSDKBackend({ model: scriptedModel(files), tools: { [serverTool.name]: own } });
  return createAGUIHandler(backend, {
    ...options,
    toRequest: ({ threadId, messages }) => conversations.ask(threadId, messages),
    completed: ({ threadId, output }) => conversations.answer(threadId, output.messages),
  });
};

export async function prepareAISDK(database: string): Promise<void> {
  const pool = new Pool({ connectionString: database });
  await createConversationsTable(pool);
  await pool.end();
}

interface Prompted {
  readonly role: string;
  readonly content: string | readonly Part[];
}

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly toolCallId?: string;
  readonly output?: { readonly value?: unknown };
}

/** A model of the specification of ai 7. */
function scriptedModel(files: ReplicaFiles): LanguageModel {
  const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
  const doStream = async ({ prompt }: { readonly prompt: readonly Prompted[] }) => {
    const { text, calls } = await nextTurn(readPrompt(prompt), files);
    const unified = calls.length > 0 ? 'tool-calls' : 'stop';
    async function* parts(): AsyncGenerator<object> {
      yield { type: 'stream-start', warnings: [] };
      yield { type: 'text-start', id: 'text' };
      yield { type: 'text-delta', id: 'text', delta: text };
      yield { type: 'text-end', id: 'text' };
      await reach('in mid-stream of the response', files);
      for (const { id, name, input } of calls)
        yield { type: 'tool-call', toolCallId: id, toolName: name, input: JSON.stringify(input) };
      yield { type: 'finish', finishReason: { unified, raw: undefined }, usage };
    }
    return { stream: ReadableStream.from(parts()) };
  };
  const model = { specificationVersion: 'v4', provider: 'scripted', modelId: 'scripted', supportedUrls: {}, doStream };
  return model as unknown as LanguageModel;
}

function readPrompt(prompt: readonly Prompted[]): Seen {
  const partsOf = ({ content }: Prompted) => (typeof content === 'string' ? [] : content);
  const question = prompt.find(({ role }) => role === 'user');
  const last = prompt.findLastIndex(({ role }) => role === 'assistant');
  const results = prompt.slice(last + 1).flatMap(partsOf);
  return {
    question: question
      ? partsOf(question)
          .map(({ text = '' }) => text)
          .join('')
      : '',
    rounds: prompt.filter(({ role }) => role === 'assistant').length,
    results: results.flatMap(({ toolCallId, output }) =>
      toolCallId === undefined ? [] : [{ toolCallId, text: String(output?.value) }],
    ),
  };
}
