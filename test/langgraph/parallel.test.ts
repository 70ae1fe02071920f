import { createBridge, defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { type LangGraph, langGraphBackend } from 'toolferry/langgraph';
import { expect, test } from 'vitest';
import { parallelGraphs } from '../langchain/support/parallel-graphs.ts';

const names = ['first', 'second', 'third'];
const runs = 40;

/** Tools that reach their interrupt in random order, because LangGraph assigns resume values in that order. */
const jittered = names.map((name) => ({
  ...defineTool({ name, description: name, inputSchema: { type: 'object' } }),
  validate: async (value: unknown) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    return { value };
  },
}));

test.each(Object.entries(parallelGraphs))(
  'parallel calls in %s: each handler runs once, and each answer reaches its own call',
  async (_, createGraph) => {
    const ran: string[] = [];
    const tools = names.map((name) =>
      defineTool({
        name,
        description: name,
        inputSchema: { type: 'object' },
        handler: (__: unknown, { toolCallId }) => {
          ran.push(toolCallId);
          return `answer to ${toolCallId}`;
        },
      }),
    );
    const bridge = createBridge({ tools });
    const wrong: unknown[] = [];
    await Promise.all(
      Array.from({ length: runs }, async (__, run) => {
        const calls = names.map((name) => ({ id: `${name}-${run}`, name, args: {} }));
        const graph = createGraph(createToolsFromClient(jittered), calls) as unknown as LangGraph;
        const { values } = await bridge.run(langGraphBackend(graph), {
          input: { messages: [{ role: 'user', content: 'go' }] },
        });
        const { messages } = values as { messages: { type: string; tool_call_id: string; content: unknown }[] };
        const answers = messages.filter(({ type }) => type === 'tool');
        const isRight = answers.every(({ tool_call_id: id, content }) => content === `answer to ${id}`);
        if (answers.length !== names.length || !isRight) wrong.push({ run, answers });
      }),
    );
    expect(wrong).toEqual([]);
    expect(ran.length).toBe(names.length * runs);
    expect(new Set(ran).size).toBe(ran.length);
  },
);
