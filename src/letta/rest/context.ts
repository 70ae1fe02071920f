import type { Letta } from '@letta-ai/letta-client';
import type { ApprovalRequestMessage, Message } from '@letta-ai/letta-client/resources/agents/messages';
import { shortRequest } from './request-options.js';

/** The messages that an agent has in context, in its own conversation or in a named one. Rejects with the client's errors. */
interface Context {
  /** Returns the message that waits for answers. */
  lastRequest(): Promise<ApprovalRequestMessage | undefined>;
  /** Returns the newest message that matches and all after it, oldest first; none if no message matches. */
  messagesFrom(matches: (message: Message) => boolean): Promise<readonly Message[]>;
}

export function openContext(client: Letta, agentId: string, conversationId: string | undefined): Context {
  const messageIds = async (): Promise<readonly string[]> =>
    (conversationId === undefined
      ? (await client.agents.retrieve(agentId, {}, shortRequest)).message_ids
      : (await client.conversations.retrieve(conversationId, shortRequest)).in_context_message_ids) ?? [];
  const list = (after: string) => {
    const query = { after, order: 'asc' as const, limit: 100 };
    return conversationId === undefined
      ? client.agents.messages.list(agentId, query, shortRequest)
      : client.conversations.messages.list(conversationId, query, shortRequest);
  };

  return {
    // Only the last message counts: earlier calls were answered or are lost.
    async lastRequest() {
      if (conversationId === undefined) {
        const agent = await client.agents.retrieve(agentId, { include: ['agent.pending_approval'] }, shortRequest);
        return agent.pending_approval ?? undefined;
      }
      const last = (await messageIds()).at(-1);
      const parts = last === undefined ? [] : await client.messages.retrieve(last, shortRequest);
      return parts.find((part): part is ApprovalRequestMessage => part.message_type === 'approval_request_message');
    },
    async messagesFrom(matches) {
      // Read by id, because the newest page is oldest first for an agent and newest first for a conversation (0.16.8).
      for (const id of (await messageIds()).toReversed()) {
        const found = (await client.messages.retrieve(id, shortRequest)).find(matches);
        if (found !== undefined) return [found, ...(await list(id)).getPaginatedItems()];
      }
      return [];
    },
  };
}
