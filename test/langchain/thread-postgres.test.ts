/** The option `thread` with LangGraph's Postgres checkpointer and the journal in one PostgreSQL. */
import { AIMessage, ToolMessage } from '@langchain/core/messages';
import { Command, interrupt, MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { Pool } from 'pg';
import { defineTool } from 'toolferry';
import { createJournal, postgresStore } from 'toolferry/journal';
import { createToolsFromClient } from 'toolferry/langchain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresServer, postgresMissing, startPostgres } from '../peers/postgres.ts';

describe.skipIf(postgresMissing)(`on PostgreSQL${postgresMissing ? ` (skipped: ${postgresMissing})` : ''}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  test('a graph that another process continues does not repeat what its tools did', async () => {
    const sent: string[] = [];
    const send = defineTool({
      name: 'send',
      description: 'Send an e-mail',
      inputSchema: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
      handler: ({ to }) => {
        sent.push(to);
        return { sent: to };
      },
    });
    const calls = ['ada', 'bob'].map((to) => ({ type: 'tool_call' as const, id: to, name: 'send', args: { to } }));

    /** All that a process has: connections, the graph and its tools. */
    const inProcess = async <Result>(
      work: (graph: ReturnType<typeof createGraph>) => Promise<Result>,
    ): Promise<Result> => {
      const pool = new Pool({ connectionString: server.url });
      // `end()` resolves before the connections are closed, which the server reports when it stops.
      pool.on('error', () => {});
      await new PostgresSaver(pool).setup();
      try {
        return await work(createGraph(pool));
      } finally {
        await pool.end();
      }
    };
    let crashes = 1;
    const createGraph = (pool: Pool) => {
      const journal = createJournal(postgresStore(pool), { holder: 'worker-1' });
      const node = new ToolNode(createToolsFromClient([send], { journal, thread: true }));
      return new StateGraph(MessagesAnnotation)
        .addNode('model', () => ({ messages: [new AIMessage({ content: '', tool_calls: calls })] }))
        .addNode('tools', async (state, config) => {
          const answer = await node.invoke(state, config);
          if (crashes-- > 0) throw new Error('The process died.');
          return interrupt('Keep it?') === 'yes' ? answer : {};
        })
        .addEdge('__start__', 'model')
        .addEdge('model', 'tools')
        .compile({ checkpointer: new PostgresSaver(pool) });
    };

    const config = { configurable: { thread_id: 't1' } };
    const start = { messages: [{ role: 'user', content: 'go' }] };
    await expect(inProcess((graph) => graph.invoke(start, config))).rejects.toThrow('The process died.');
    await inProcess((graph) => graph.invoke(null, config));
    const { messages } = await inProcess((graph) => graph.invoke(new Command({ resume: 'yes' }), config));
    expect(sent.toSorted()).toEqual(['ada', 'bob']);
    expect(messages.filter((message) => ToolMessage.isInstance(message)).map(({ text }) => text)).toEqual([
      '{"sent":"ada"}',
      '{"sent":"bob"}',
    ]);
  });
});
