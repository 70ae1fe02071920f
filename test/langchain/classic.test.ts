import { AgentExecutor, createToolCallingAgent } from '@langchain/classic/agents';
import { AIMessage } from '@langchain/core/messages';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { fakeModel } from 'langchain';
import { defineTool } from 'toolferry';
import { createToolsFromClient, type LangChainTool } from 'toolferry/langchain';
import { expect, test } from 'vitest';

const count = defineTool({
  name: 'count',
  description: 'Count',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  handler: ({ text }) => ({ length: text.length }),
});
const fail = {
  ...count,
  name: 'fail',
  handler: () => {
    throw new Error('No paper');
  },
};

test("errors: 'text' shows results and errors to the model of a classic AgentExecutor", async () => {
  const observations = await runExecutor(createToolsFromClient([count, fail], { errors: 'text' }), [
    { id: 'c1', name: 'count', args: { text: 'four' } },
    { id: 'c2', name: 'fail', args: { text: '' } },
    { id: 'c3', name: 'count', args: { text: 4 } },
  ]);
  expect(observations).toEqual(['{"length":4}', 'No paper', 'Invalid input for "count": text: must be string.']);
});

test("without errors: 'text' a rejected call is an empty observation for a classic AgentExecutor", async () => {
  const observations = await runExecutor(createToolsFromClient([fail]), [
    { id: 'c1', name: 'fail', args: { text: '' } },
  ]);
  expect(observations).toEqual(['']);
});

async function runExecutor(tools: LangChainTool[], calls: { id: string; name: string; args: object }[]) {
  const prompt = ChatPromptTemplate.fromMessages([
    ['human', '{input}'],
    ['placeholder', '{agent_scratchpad}'],
  ]);
  const llm = fakeModel().respondWithTools(calls).respond(new AIMessage('done'));
  const agent = createToolCallingAgent({ llm, tools, prompt, streamRunnable: false });
  const executor = new AgentExecutor({ agent, tools, returnIntermediateSteps: true });
  const { output, intermediateSteps } = await executor.invoke({ input: 'go' });
  expect(output).toBe('done');
  return intermediateSteps.map(({ observation }: { observation: unknown }) => observation);
}
