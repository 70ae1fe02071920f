/** The agent of the LangChain page in ATP's documentation, and the same with the AI SDK, over a real ATP server. */
import { AgentExecutor, createToolCallingAgent } from '@langchain/classic/agents';
import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { generateText, isStepCount } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { createAgent, fakeModel } from 'langchain';
import { defineTool } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';

const server = useATPServer();
const removed: string[] = [];
const tools = [
  defineTool({
    namespace: 'fs',
    name: 'read',
    description: 'Read a file',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    handler: ({ path }) => (path === 'numbers' ? '1 2 3' : Promise.reject(new Error(`no file ${path}`))),
  }),
  defineTool({
    namespace: 'fs',
    name: 'remove',
    description: 'Remove a file',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    metadata: { operationType: 'destructive' },
    handler: ({ path }) => void removed.push(path),
  }),
];
const connect = () => connectATP({ baseUrl: server.baseUrl, tools, approve: () => false });
const code = `
  const text = await api.fs.read({ path: 'numbers' });
  return await api.math.sum({ values: text.split(' ').map(Number) });
`;
const calls = [
  { id: 'c1', name: 'fs_read', args: { path: 'numbers' } },
  { id: 'c2', name: 'execute_code', args: { code } },
  { id: 'c3', name: 'search_api', args: { query: 'sum' } },
  { id: 'c4', name: 'execute_code', args: { code: `return await api.fs.read({ path: 'none' })` } },
  { id: 'c5', name: 'fs_remove', args: { path: 'numbers' } },
];
const answers = [
  '1 2 3',
  '6',
  expect.stringContaining('"functionName":"sum"'),
  'The execution ended with status failed: no file none',
  '"fs_remove" was not run: it was not approved.',
];

test('createAgent uses client tools and server functions in one task', async () => {
  const model = fakeModel().respondWithTools(calls).respond(new AIMessage('done'));
  const agent = createAgent({ model, tools: toLangChain(await connect()) });
  const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'go' }] });
  const toolMessages = (messages as BaseMessage[]).filter((message) => ToolMessage.isInstance(message));
  expect(toolMessages.map(({ text }) => text)).toEqual(answers);
  expect(toolMessages.map(({ status }) => status)).toEqual(['success', 'success', 'success', 'error', 'error']);
  expect(removed).toEqual([]);
});

test('the classic AgentExecutor uses client tools and server functions in one task', async () => {
  const agentTools = toLangChain(await connect(), { errors: 'text' });
  const prompt = ChatPromptTemplate.fromMessages([
    ['human', '{input}'],
    ['placeholder', '{agent_scratchpad}'],
  ]);
  const llm = fakeModel().respondWithTools(calls).respond(new AIMessage('done'));
  const agent = createToolCallingAgent({ llm, tools: agentTools, prompt, streamRunnable: false });
  const executor = new AgentExecutor({ agent, tools: agentTools, returnIntermediateSteps: true });
  const { intermediateSteps } = await executor.invoke({ input: 'go' });
  expect(intermediateSteps.map(({ observation }: { observation: unknown }) => observation)).toEqual(answers);
});

test('generateText uses client tools and server functions in one task', async () => {
  const usage = {
    inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 0, text: 0, reasoning: 0 },
  };
  const toolCalls = calls.map(({ id, name, args }) => ({
    type: 'tool-call' as const,
    toolCallId: id,
    toolName: name,
    input: JSON.stringify(args),
  }));
  const finish = (unified: 'stop' | 'tool-calls') => ({
    finishReason: { unified, raw: undefined },
    usage,
    warnings: [],
  });
  const model = new MockLanguageModelV4({
    doGenerate: [
      { content: toolCalls, ...finish('tool-calls') },
      { content: [{ type: 'text', text: 'done' }], ...finish('stop') },
    ],
  });
  await generateText({ model, tools: toAISDK(await connect()), stopWhen: isStepCount(3), prompt: 'go' });
  const last = model.doGenerateCalls[1]?.prompt.at(-1);
  const outputs = last?.role === 'tool' ? last.content.map((part) => 'output' in part && part.output) : [];
  expect(outputs).toEqual([
    { type: 'text', value: '1 2 3' },
    { type: 'json', value: 6 },
    { type: 'json', value: { results: [expect.objectContaining({ functionName: 'sum' })] } },
    { type: 'error-text', value: 'The execution ended with status failed: no file none' },
    { type: 'error-text', value: '"fs_remove" was not run: it was not approved.' },
  ]);
});
