import type { Letta } from '@letta-ai/letta-client';

/** Returns the ids of the calls that the server waits for, read independently of the package. */
export async function waitingIds(client: Letta, agentId: string, conversationId?: string): Promise<string[]> {
  if (conversationId === undefined) {
    const { pending_approval } = await client.agents.retrieve(agentId, { include: ['agent.pending_approval'] });
    return idsOf(pending_approval);
  }
  const { in_context_message_ids: ids } = await client.conversations.retrieve(conversationId);
  const last = ids?.at(-1);
  const parts = last === undefined ? [] : await client.messages.retrieve(last);
  return parts.flatMap((part) => (part.message_type === 'approval_request_message' ? idsOf(part) : []));
}

/** Returns the number of the agent's runs in all its conversations. */
export async function runsOf(client: Letta, agentId: string) {
  return (await client.runs.list({ agent_id: agentId })).getPaginatedItems();
}

interface Request {
  readonly tool_calls?: unknown;
}

function idsOf(request: Request | null | undefined): string[] {
  const calls = request?.tool_calls;
  return Array.isArray(calls) ? calls.map((call: { tool_call_id: string }) => call.tool_call_id) : [];
}
