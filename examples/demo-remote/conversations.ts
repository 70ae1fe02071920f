/** The conversations of an AI SDK agent, which has no memory of its own. */
import type { ModelMessage } from 'ai';
import type { Pool } from 'pg';

export const conversationsTable = `
  CREATE TABLE IF NOT EXISTS conversations (thread_id text PRIMARY KEY, messages jsonb NOT NULL)`;

/** A message with the id that it was asked with, by which one that is asked again is recognized. */
type Stored = ModelMessage & { readonly id?: string };

export interface Conversations {
  /** Adds the user's messages, and returns the conversation. */
  add(threadId: string, asked: readonly { readonly id: string; readonly content: unknown }[]): Promise<ModelMessage[]>;
  /** Writes the answer to what was asked last. A second answer replaces the first. */
  answer(threadId: string, answer: readonly ModelMessage[]): Promise<void>;
}

export function createConversations(pool: Pool): Conversations {
  const read = async (threadId: string): Promise<Stored[]> => {
    const { rows } = await pool.query('SELECT messages FROM conversations WHERE thread_id = $1', [threadId]);
    return rows[0]?.messages ?? [];
  };
  const write = (threadId: string, messages: readonly Stored[]) =>
    pool.query(
      'INSERT INTO conversations VALUES ($1, $2) ON CONFLICT (thread_id) DO UPDATE SET messages = excluded.messages',
      [threadId, JSON.stringify(messages)],
    );
  return {
    async add(threadId, asked) {
      const known = await read(threadId);
      const ids = new Set(known.map(({ id }) => id));
      const added = asked
        .filter(({ id }) => !ids.has(id))
        .map(({ id, content }): Stored => ({ id, role: 'user', content: String(content) }));
      const messages = [...known, ...added];
      await write(threadId, messages);
      return messages.map(({ id, ...message }) => message);
    },
    async answer(threadId, answer) {
      const messages = await read(threadId);
      const asked = messages.findLastIndex(({ role }) => role === 'user');
      await write(threadId, [...messages.slice(0, asked + 1), ...answer]);
    },
  };
}
