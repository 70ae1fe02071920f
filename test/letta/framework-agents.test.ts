/** Agents in this process use a client tool, a server tool and a real Letta agent in one run. */
import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { generateText, isStepCount } from 'ai';
import { createAgent, fakeModel } from 'langchain';
import { defineTool } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { connectLetta } from 'toolferry/letta';
import { expect, test } from 'vitest';
import { scriptedModel } from '../ai-sdk/support/scripted-model.ts';
import { useLetta } from '../peers/letta/use-letta.ts';
import { resultsIn } from './support/model-view.ts';

const letta = useLetta();

const readNote = defineTool({
  name: 'read_note',
  description: 'Read a note of this machine',
  inputSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  handler: ({ name }) => `the note ${name}`,
});

/** A Letta agent that calls the client tool when it receives a message. */
async function connect() {
  const source =
    'def add(a: int, b: int) -> int:\n    """Adds.\n\n    Args:\n        a: one\n        b: another\n    """\n    return a + b';
  await letta.pythonTool(source);
  const agent = await letta.agent({
    script: [
      { calls: [{ id: 'asked_back', name: 'read_note', arguments: { name: 'milk' } }] },
      { text: 'It is about milk.' },
    ],
    tools: ['add'],
  });
  const { bridge } = await connectLetta({ client: letta.client, agentId: agent.id, tools: [readNote] });
  const ask = [...bridge.tools].map(({ name }) => name).find((name) => name.startsWith('ask_')) ?? '';
  const calls = [
    { id: 'c1', name: 'read_note', args: { name: 'eggs' } },
    { id: 'c2', name: 'add', args: { a: 2, b: 3 } },
    { id: 'c3', name: ask, args: { message: 'What is the note about?' } },
  ];
  return { agent, bridge, calls };
}

test('a LangChain agent uses a client tool, a server tool and the Letta agent in one run', async () => {
  const { agent, bridge, calls } = await connect();
  const model = fakeModel().respondWithTools(calls).respond(new AIMessage('done'));
  const { messages } = await createAgent({ model, tools: toLangChain(bridge) }).invoke({
    messages: [{ role: 'user', content: 'go' }],
  });
  const answered = (messages as BaseMessage[]).filter((message) => ToolMessage.isInstance(message));
  expect(answered.map(({ tool_call_id, status, text }) => [tool_call_id, status, text])).toEqual([
    ['c1', 'success', 'the note eggs'],
    ['c2', 'success', '5'],
    ['c3', 'success', 'It is about milk.'],
  ]);
  const [first, second] = await agent.requests();
  expect(first?.messages.at(-1)).toMatchObject({ role: 'user', content: 'What is the note about?' });
  expect(resultsIn(second)).toEqual([{ id: 'asked_back', status: 'OK', message: 'the note milk' }]);
});

test('an AI SDK agent uses a client tool, a server tool and the Letta agent in one run', async () => {
  const { agent, bridge, calls } = await connect();
  const { model, saw } = scriptedModel(
    calls.map(({ id, name, args }) => ({ id, name, input: args })),
    'done',
  );
  const { text } = await generateText({ model, tools: toAISDK(bridge), stopWhen: isStepCount(3), prompt: 'go' });
  expect(text).toBe('done');
  expect(saw()).toEqual({
    c1: { type: 'text', value: 'the note eggs' },
    c2: { type: 'json', value: 5 },
    c3: { type: 'text', value: 'It is about milk.' },
  });
  const [first, second] = await agent.requests();
  expect(first?.messages.at(-1)).toMatchObject({ role: 'user', content: 'What is the note about?' });
  expect(resultsIn(second)).toEqual([{ id: 'asked_back', status: 'OK', message: 'the note milk' }]);
});
