import type { Letta } from '@letta-ai/letta-client';
import type { ClientTool } from 'toolferry';
import { toLettaClientTools } from 'toolferry/letta';

interface StoppedClientOptions {
  readonly tools?: readonly ClientTool[];
  readonly conversationId?: string;
  /** Stops the client. Default: it stops at the end of the response. */
  readonly signal?: AbortSignal;
}

/** Sends a message as another process that stops before it answers the agent's calls. */
export async function sendAndStop(
  client: Letta,
  agentId: string,
  { tools = [], conversationId, signal }: StoppedClientOptions = {},
): Promise<void> {
  const body = {
    messages: [{ role: 'user' as const, content: 'from a client that stops' }],
    client_tools: toLettaClientTools(tools),
    streaming: true as const,
  };
  const events = conversationId
    ? await client.conversations.messages.create(conversationId, body, { signal })
    : await client.agents.messages.create(agentId, body, { signal });
  for await (const _ of events);
}
