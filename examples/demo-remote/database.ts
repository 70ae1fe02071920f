/** All that the replicas share, in one PostgreSQL database. */
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { Pool } from 'pg';
import { createJournal, postgresStore } from 'toolferry/journal';
import { conversationsTable, createConversations } from './conversations.ts';
import { leaseMs } from './lease.ts';

export function openDatabase(url: string) {
  // A connection that is lost while it is idle is replaced.
  const pool = new Pool({ connectionString: url }).on('error', console.error);
  return {
    /** The threads of both agents: which run is where, and what it waits for. */
    threads: postgresStore(pool, { table: 'threads' }),
    /** The calls of server tools, each of which runs once unless it is safe to repeat. */
    journal: createJournal(postgresStore(pool, { table: 'calls' }), { leaseMs }),
    /** The conversations of the LangGraph agent. */
    checkpointer: new PostgresSaver(pool),
    /** The conversations of the AI SDK agent. */
    conversations: createConversations(pool),
  };
}

/** Creates the tables, once, before the replicas start. */
export async function createTables(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  await new PostgresSaver(pool).setup();
  await pool.query(conversationsTable);
  await pool.end();
}
