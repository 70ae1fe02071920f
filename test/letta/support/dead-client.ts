import type { Letta } from '@letta-ai/letta-client';
import type { ClientTool } from 'toolferry';
import { toLettaClientTools } from 'toolferry/letta';

interface DeadClientOptions {
  readonly tools?: readonly ClientTool[];
  readonly conversationId?: string;
  /** When it is gone; default: once the agent has said all. */
  readonly signal?: AbortSignal;
}

/** Another process that sends a message and is gone before it answers what the agent then asks for. */
export async function sendAndDie(
  client: Letta,
  agentId: string,
  { tools = [], conversationId, signal }: DeadClientOptions = {},
): Promise<void> {
  const body = {
    messages: [{ role: 'user' as const, content: 'from a client that is gone' }],
    client_tools: toLettaClientTools(tools),
    streaming: true as const,
  };
  const events = conversationId
    ? await client.conversations.messages.create(conversationId, body, { signal })
    : await client.agents.messages.create(agentId, body, { signal });
  for await (const _ of events);
}
