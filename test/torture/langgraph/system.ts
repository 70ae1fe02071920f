import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { Pool } from 'pg';
import { startPostgres } from '../../peers/postgres.ts';
import type { PlannedRun } from '../plan.ts';
import type { ReceivedAnswer, System } from '../system.ts';

/** An agent of LangGraph in the client itself, with its checkpoints in PostgreSQL. Each run is a thread. */
export const langgraph: System = {
  name: 'LangGraph agent, Postgres checkpointer',
  killWithinMs: 120,
  async start() {
    const server = await startPostgres();
    const pool = new Pool({ connectionString: server.url });
    // An idle connection may see the server stop.
    pool.on('error', () => {});
    const checkpointer = new PostgresSaver(pool);
    await checkpointer.setup();
    let runs: readonly PlannedRun[] = [];
    return {
      url: server.url,
      async prepare(planned) {
        runs = planned;
      },
      answers: async () => (await Promise.all(runs.map((run) => answersIn(checkpointer, run)))).flat(),
      async stop() {
        await pool.end();
        await server.stop();
      },
    };
  },
};

/** The tool messages of a thread. The model uses the same call ids in each message, as some providers do. */
async function answersIn(checkpointer: PostgresSaver, { id }: PlannedRun): Promise<ReceivedAnswer[]> {
  const tuple = await checkpointer.getTuple({ configurable: { thread_id: id } });
  const messages = (tuple?.checkpoint.channel_values.messages ?? []) as BaseMessage[];
  let asked: AIMessage['tool_calls'] = [];
  return messages.flatMap((message) => {
    if (AIMessage.isInstance(message)) asked = message.tool_calls;
    if (!ToolMessage.isInstance(message)) return [];
    const call = asked?.find(({ id }) => id === message.tool_call_id);
    return [{ plan: String(call?.args.plan), text: message.text }];
  });
}
