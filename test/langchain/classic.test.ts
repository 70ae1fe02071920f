import { AgentExecutor, createReactAgent, createToolCallingAgent } from '@langchain/classic/agents';
import { AIMessage } from '@langchain/core/messages';
import { ChatPromptTemplate, PromptTemplate } from '@langchain/core/prompts';
import { DynamicTool, tool } from '@langchain/core/tools';
import { fakeModel } from 'langchain';
import { defineTool } from 'toolferry';
import { createToolsFromClient, fromLangChainTools, type LangChainTool } from 'toolferry/langchain';
import { expect, test } from 'vitest';
import { z } from 'zod';

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

const named = { name: 'shout', description: 'Say it louder' };
const stringTools = {
  DynamicTool: new DynamicTool({ ...named, func: async (text) => `${text}!` }),
  'tool() without a schema': tool((text) => `${text}!`, named),
  'tool() with a schema for a string': tool((text) => `${text}!`, { ...named, schema: z.string() }),
};

test.each(Object.entries(stringTools))('a converted string tool is called with a string: %s', async (_, source) => {
  const [shout] = createToolsFromClient(fromLangChainTools([source as never]));
  for (const text of ['no', '', '{"input":"no"}', '{ not JSON'])
    expect(await shout?.invoke(text as never)).toBe(await source.invoke(text as never));
  expect(await shout?.invoke({ input: 'no' })).toBe('no!');
  expect(await shout?.invoke({ type: 'tool_call', id: 'c1', name: 'shout', args: { input: 'no' } })).toMatchObject({
    content: 'no!',
  });
});

test('a string for a tool with another input is its JSON text', async () => {
  const [counting] = createToolsFromClient([count]);
  expect(await counting?.invoke('{"text":"four"}' as never)).toEqual({ length: 4 });
  await expect(counting?.invoke('four' as never)).rejects.toThrow('not valid JSON');
});

test('the classic ReAct agent calls a converted string tool with text, and any other tool with JSON text', async () => {
  const clientTools = [...fromLangChainTools([stringTools.DynamicTool]), count, fail];
  const tools = createToolsFromClient(clientTools, { errors: 'text' });
  const step = (name: string, text: string) => new AIMessage(`Thought: go\nAction: ${name}\nAction Input: ${text}`);
  const llm = fakeModel()
    .respond(step('shout', 'no milk'))
    .respond(step('count', '{"text":"four"}'))
    .respond(step('fail', '{"text":""}'))
    .respond(new AIMessage('Thought: I know\nFinal Answer: done'));
  const prompt = PromptTemplate.fromTemplate('{tools} {tool_names}\nQuestion: {input}\n{agent_scratchpad}');
  const agent = await createReactAgent({ llm, tools: tools as never[], prompt, streamRunnable: false });
  const executor = new AgentExecutor({ agent, tools, returnIntermediateSteps: true });
  const { output, intermediateSteps } = await executor.invoke({ input: 'go' });
  expect(output).toBe('done');
  expect(intermediateSteps.map(({ observation }: { observation: unknown }) => observation)).toEqual([
    'no milk!',
    '{"length":4}',
    'No paper',
  ]);
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
