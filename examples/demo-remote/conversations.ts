/**
 * The conversations of an AI SDK agent, which keeps none itself. What is written again after a crash is there once. The handler lets one
 * request write to a thread at a time.
 */
import type { ModelMessage } from 'ai';
import type { Pool } from 'pg';
import type { AGUIStart } from 'toolferry/ag-ui';

export interface Conversations {
  /** Adds messages of the user, and returns the conversation. */
  ask(threadId: string, messages: AGUIStart['messages']): Promise<ModelMessage[]>;
  /** Writes the answer to the messages that were added last. */
  answer(threadId: string, answer: readonly ModelMessage[]): Promise<void>;
}

/** A message as it is stored: one of the user has an id. */
type StoredMessage = ModelMessage & { readonly id?: string };

export async function createConversationsTable(pool: Pool): Promise<void> {
  await pool.query('CREATE TABLE conversations (thread_id text PRIMARY KEY, messages jsonb NOT NULL)');
}

export function createConversations(pool: Pool): Conversations {
  const read = async (threadId: string): Promise<StoredMessage[]> => {
    const { rows } = await pool.query('SELECT messages FROM conversations WHERE thread_id = $1', [threadId]);
    return rows[0]?.messages ?? [];
  };
  const write = async (threadId: string, messages: readonly StoredMessage[]): Promise<void> => {
    const insert = 'INSERT INTO conversations VALUES ($1, $2)';
    const replace = 'ON CONFLICT (thread_id) DO UPDATE SET messages = excluded.messages';
    await pool.query(`${insert} ${replace}`, [threadId, JSON.stringify(messages)]);
  };
  return {
    async ask(threadId, messages) {
      const known = await read(threadId);
      const added = messages
        .filter(({ id }) => !known.some((message) => message.id === id))
        .map(({ id, content }): StoredMessage => ({ id, role: 'user', content: String(content) }));
      const all = [...known, ...added];
      await write(threadId, all);
      return all.map(({ id, ...message }) => message);
    },
    async answer(threadId, answer) {
      const messages = await read(threadId);
      const asked = messages.findLastIndex(({ role }) => role === 'user');
      await write(threadId, [...messages.slice(0, asked + 1), ...answer]);
    },
  };
}
