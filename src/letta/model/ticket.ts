import type { JSONValue } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { callIdInRun, type RequestedCall } from '../requested-calls.js';
import type { Conversation } from '../rest/conversation.js';
import type { ProviderMetadata, ToolCallPart } from './language-model-v2.js';

/** The key of `providerMetadata` and `providerOptions`. */
export const provider = 'letta';

export type WaitingCall = Pick<RequestedCall, 'id' | 'name'>;

/** What the answers to a pause need, kept on its tool calls: the AI SDK gives it back with them, in whatever process. */
export interface Ticket {
  readonly runId: string;
  /** All calls that the agent waits for, in the order asked. */
  readonly waiting: readonly WaitingCall[];
  /** The server's own calls, whose results come with the answers. */
  readonly onServer: readonly RequestedCall[];
}

/** A call for the AI SDK to run. An id that the conversation has already is told with its run: some models repeat theirs. */
export function toCallPart(
  { id, name, input }: RequestedCall,
  ticket: Ticket,
  { agentId, conversationId }: Conversation,
  usedIds: ReadonlySet<string>,
): ToolCallPart {
  const metadata = { agentId, ...(conversationId && { conversationId }), ...ticket };
  return {
    type: 'tool-call',
    toolCallId: usedIds.has(id) ? callIdInRun(id, ticket.runId) : id,
    toolName: name,
    input,
    providerMetadata: { [provider]: metadata as unknown as Record<string, JSONValue> } satisfies ProviderMetadata,
  };
}

/** The ticket on a call of a prompt; undefined if there is none, or it is of another agent or conversation. */
export function readTicket(call: unknown, conversation: Conversation): Ticket | undefined {
  const metadata = metadataOf(call);
  const isWhole = Array.isArray(getProperty(metadata, 'waiting')) && Array.isArray(getProperty(metadata, 'onServer'));
  return isWhole && !isOfAnother(call, conversation) ? (metadata as Ticket) : undefined;
}

/** Whether a call of a prompt is known to be of another agent or conversation. */
export function isOfAnother(call: unknown, { agentId, conversationId }: Conversation): boolean {
  const metadata = metadataOf(call);
  if (metadata === undefined) return false;
  return getProperty(metadata, 'agentId') !== agentId || getProperty(metadata, 'conversationId') !== conversationId;
}

function metadataOf(call: unknown): unknown {
  return getProperty(getProperty(call, 'providerOptions'), provider);
}
