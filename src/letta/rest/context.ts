import type { Letta } from '@letta-ai/letta-client';
import type { ApprovalRequestMessage, Message } from '@letta-ai/letta-client/resources/agents/messages';
import { short } from './request-options.js';

/** What an agent has in context, in its own conversation or in a named one. Rejects as the official client does. */
interface Context {
  /** The message that waits for answers. */
  lastRequest(): Promise<ApprovalRequestMessage | undefined>;
  /** The newest message that `isIt` says yes to, and all after it, oldest first; none if there is no such message. */
  messagesFrom(isIt: (message: Message) => boolean): Promise<readonly Message[]>;
}

export function openContext(client: Letta, agentId: string, conversationId: string | undefined): Context {
  const messageIds = async (): Promise<readonly string[]> =>
    (conversationId === undefined
      ? (await client.agents.retrieve(agentId, {}, short)).message_ids
      : (await client.conversations.retrieve(conversationId, short)).in_context_message_ids) ?? [];
  const list = (after: string) => {
    const query = { after, order: 'asc' as const, limit: 100 };
    return conversationId === undefined
      ? client.agents.messages.list(agentId, query, short)
      : client.conversations.messages.list(conversationId, query, short);
  };

  return {
    // Only the last message counts: calls before it were answered, or are lost.
    async lastRequest() {
      if (conversationId === undefined) {
        const agent = await client.agents.retrieve(agentId, { include: ['agent.pending_approval'] }, short);
        return agent.pending_approval ?? undefined;
      }
      const last = (await messageIds()).at(-1);
      const parts = last === undefined ? [] : await client.messages.retrieve(last, short);
      return parts.find((part): part is ApprovalRequestMessage => part.message_type === 'approval_request_message');
    },
    async messagesFrom(isIt) {
      // Found by id, because the newest page is oldest first for an agent and newest first for a conversation (0.16.8).
      for (const id of (await messageIds()).toReversed()) {
        const it = (await client.messages.retrieve(id, short)).find(isIt);
        if (it !== undefined) return [it, ...(await list(id)).getPaginatedItems()];
      }
      return [];
    },
  };
}
