import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { type AgentMiddleware, createAgent, fakeModel } from 'langchain';
import type { LangChainTool } from 'toolferry/langchain';

export interface AskedCall {
  readonly id: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** A model that makes these calls in one message and then says that it is done. */
export function modelThatCalls(...calls: AskedCall[]): ReturnType<typeof fakeModel> {
  return fakeModel().respondWithTools(calls).respond(new AIMessage('done'));
}

/** Runs an agent whose model makes these calls, and gives the tool messages that the model was answered with. */
export async function runCalls(
  tools: LangChainTool[],
  calls: AskedCall[],
  { middleware = [] }: { middleware?: AgentMiddleware[] } = {},
): Promise<ToolMessage[]> {
  const agent = createAgent({ model: modelThatCalls(...calls), tools, middleware });
  const { messages } = await agent.invoke({ messages: [new HumanMessage('go')] });
  return messages.filter((message) => ToolMessage.isInstance(message));
}
