import { ReadableStream } from 'node:stream/web';
import { jsonSchema, type LanguageModel, type ModelMessage, tool } from 'ai';
import { Pool } from 'pg';
import { type AGUIStart, createAGUIHandler } from 'toolferry/ag-ui';
import { aiSDKBackend } from 'toolferry/ai-sdk';
import type { ServeAgent } from './agent.ts';
import type { ReplicaFiles } from './files.ts';
import { reach } from './moments.ts';
import { lookUp, nextTurn, type Seen, type ServerInput, serverTool } from './script.ts';

/** Serves an agent of the AI SDK, whose conversations are in PostgreSQL. */
export const serveAISDK: ServeAgent = (options, { database, files }) => {
  const pool = new Pool({ connectionString: database });
  const own = tool({
    description: serverTool.description,
    inputSchema: jsonSchema<ServerInput>(serverTool.inputSchema),
    execute: (input) => lookUp(input, files),
  });
  const backend = aiSDKBackend({ model: scriptedModel(files), tools: { [serverTool.name]: own } });
  return createAGUIHandler(backend, {
    ...options,
    toRequest: (start) => addMessages(pool, start),
    completed: ({ threadId, output }) => replaceAnswer(pool, threadId, output.messages),
  });
};

/** Creates the table of the conversations. */
export async function prepareAISDK(database: string): Promise<void> {
  const pool = new Pool({ connectionString: database });
  await pool.query(
    'CREATE TABLE messages (thread text, position serial, id text, message jsonb NOT NULL, UNIQUE (thread, id))',
  );
  await pool.end();
}

/** Adds the user's messages once, although a start may be repeated, and returns the conversation. */
async function addMessages(pool: Pool, { threadId, messages }: AGUIStart): Promise<ModelMessage[]> {
  for (const { id, role, content } of messages)
    await pool.query('INSERT INTO messages (thread, id, message) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      threadId,
      id,
      { role, content },
    ]);
  const { rows } = await pool.query('SELECT message FROM messages WHERE thread = $1 ORDER BY position', [threadId]);
  return rows.map(({ message }) => message);
}

/** Keeps the messages of a run behind those of the user, once, although a run may be completed again. */
async function replaceAnswer(pool: Pool, threadId: string, messages: readonly ModelMessage[]): Promise<void> {
  await pool.query(
    `WITH question AS (SELECT max(position) AS last FROM messages WHERE thread = $1 AND id IS NOT NULL),
       before AS (DELETE FROM messages USING question WHERE thread = $1 AND position > last)
     INSERT INTO messages (thread, message) SELECT $1, value FROM jsonb_array_elements($2::jsonb)`,
    [threadId, JSON.stringify(messages)],
  );
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
