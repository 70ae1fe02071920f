/** All that the replicas share, in one PostgreSQL database. */
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { Pool } from 'pg';
import { createJournal, postgresStore } from 'toolferry/journal';
import { createConversations, createConversationsTable } from './conversations.ts';

/**
 * Milliseconds after which a replica continues what another one has left. Short for a demo (the default is 30 s), but not too short
 * for a busy machine.
 */
export const leaseMs = 5_000;

export function openDatabase(url: string) {
  // The pool replaces a connection that is lost while it is idle.
  const pool = new Pool({ connectionString: url }).on('error', console.error);
  return {
    /** The threads of both agents: where each run is, and what it waits for. */
    threads: postgresStore(pool, { table: 'threads' }),
    /** The calls of server tools: each runs once, or again if it only reads. */
    journal: createJournal(postgresStore(pool, { table: 'calls' }), { leaseMs }),
    /** The conversations of the LangGraph agent. */
    checkpointer: new PostgresSaver(pool),
    /** The conversations of the AI SDK agent. */
    conversations: createConversations(pool),
  };
}

/** Creates the tables of the conversations, once, before a replica starts. The stores create theirs. */
export async function createTables(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  await new PostgresSaver(pool).setup();
  await createConversationsTable(pool);
  await pool.end();
}
