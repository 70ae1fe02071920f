import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { type AgentMiddleware, createAgent, fakeModel } from 'langchain';
import type { LangChainTool } from 'toolferry/langchain';

export interface ScriptedCall {
  readonly id: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** A model that makes these calls in one message, then ends the run with `done`. */
export function modelThatCalls(...calls: ScriptedCall[]): ReturnType<typeof fakeModel> {
  return fakeModel().respondWithTools(calls).respond(new AIMessage('done'));
}

/** Runs an agent whose model makes these calls, and returns the tool messages. */
export async function runCalls(
  tools: LangChainTool[],
  calls: ScriptedCall[],
  { middleware = [] }: { middleware?: AgentMiddleware[] } = {},
): Promise<ToolMessage[]> {
  const agent = createAgent({ model: modelThatCalls(...calls), tools, middleware });
  const { messages } = await agent.invoke({ messages: [new HumanMessage('go')] });
  return messages.filter((message) => ToolMessage.isInstance(message));
}
