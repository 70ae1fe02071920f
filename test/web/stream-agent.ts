/** An agent whose tools a page answers. The user's message is the JSON of the calls that it makes, before it answers `done`. */
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { createAgent, fakeModel } from 'langchain';
import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';

function decide(messages: BaseMessage[]): AIMessage {
  const last = messages.at(-1);
  if (last?.type === 'tool') return new AIMessage('done');
  const calls = JSON.parse(String(last?.content)) as { id: string; name: string }[];
  return new AIMessage({ content: '', tool_calls: calls.map((call) => ({ args: {}, ...call })) });
}

const model = Array.from({ length: 500 }).reduce<ReturnType<typeof fakeModel>>(
  (scripted) => scripted.respond(decide),
  fakeModel(),
);
const names = ['locate', 'look', 'photograph', 'crash', 'ask'];
const inputSchema = { type: 'object', properties: { precise: { type: 'boolean' } } } as const;

export const { graph } = createAgent({
  model,
  tools: createToolsFromClient(names.map((name) => defineTool({ name, description: name, inputSchema }))),
});
