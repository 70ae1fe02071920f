import { Command } from '@langchain/langgraph';
import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { expect, test } from 'vitest';
import { type ParallelGraph, parallelGraphs } from './support/parallel-graphs.js';

const names = ['first', 'second', 'third'];
const runs = 40;

/** Tools that reach their interrupt in random order, because LangGraph assigns resume values in that order. */
const jittered = names
  .map((name) => defineTool({ name, description: name, inputSchema: { type: 'object' } }))
  .map((tool) => ({
    ...tool,
    validate: async (value: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      return { value };
    },
  }));

test.each(Object.entries(parallelGraphs))(
  'parallel pauses in %s: each answer reaches its own call (langgraph#6533, #6624, #6626)',
  async (_, createGraph) => {
    const wrong: unknown[] = [];
    await Promise.all(
      Array.from({ length: runs }, async (__, run) => {
        const calls = names.map((name) => ({ id: `${name}-${run}`, name, args: {} }));
        const answered = await runToEnd(createGraph(createToolsFromClient(jittered), calls));
        const expected = calls.map(({ id }) => ({ id, content: `answer to ${id}` }));
        if (JSON.stringify(answered) !== JSON.stringify(expected)) wrong.push({ run, answered });
      }),
    );
    expect(wrong).toEqual([]);
  },
  30_000,
);

/** Answers until nothing is pending, as a client does that keeps the answers of the thread. */
async function runToEnd(graph: ParallelGraph) {
  const config = { configurable: { thread_id: 't1' } };
  const answers: Record<string, string> = {};
  await graph.invoke({ messages: [{ role: 'user', content: 'go' }] }, config);
  for (let round = 0; round < 20; round++) {
    const { tasks, values } = await graph.getState(config);
    const interrupts = tasks.flatMap((task) => task.interrupts);
    if (interrupts.length === 0) return toolAnswers(values.messages);
    for (const { value } of interrupts) answers[value.toolCall.id] = `answer to ${value.toolCall.id}`;
    const resume = Object.fromEntries(interrupts.map(({ id }) => [id, { ...answers }]));
    await graph.invoke(new Command({ resume }), config);
  }
  return 'did not end';
}

function toolAnswers(messages: { type: string; tool_call_id: string; content: unknown }[]) {
  return messages
    .filter(({ type }) => type === 'tool')
    .map(({ tool_call_id, content }) => ({ id: tool_call_id, content }));
}
