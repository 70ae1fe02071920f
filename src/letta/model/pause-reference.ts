import type { JSONValue } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { callIdInRun, type RequestedCall } from '../requested-calls.js';
import type { Conversation } from '../rest/conversation.js';
import type { ProviderMetadata, ToolCallPart } from './language-model-v2.js';

/** The key of `providerMetadata` and `providerOptions`. */
export const provider = 'letta';

export type WaitingCall = Pick<RequestedCall, 'id' | 'name'>;

/**
 * Identifies the pause that answers belong to. It is metadata of the tool calls, which the AI SDK returns with their results,
 * in any process.
 */
export interface PauseReference {
  readonly runId: string;
  /** All calls that the agent waits for, in request order. */
  readonly waiting: readonly WaitingCall[];
  /** The calls that the server answers itself; their results follow the answers. */
  readonly onServer: readonly RequestedCall[];
}

/**
 * Returns a call for the AI SDK to run. An id that the conversation already has gets the run appended: some models repeat ids.
 */
export function toCallPart(
  { id, name, input }: RequestedCall,
  pause: PauseReference,
  { agentId, conversationId }: Conversation,
  usedIds: ReadonlySet<string>,
): ToolCallPart {
  const metadata = { agentId, ...(conversationId && { conversationId }), ...pause };
  return {
    type: 'tool-call',
    toolCallId: usedIds.has(id) ? callIdInRun(id, pause.runId) : id,
    toolName: name,
    input,
    providerMetadata: { [provider]: metadata as unknown as Record<string, JSONValue> } satisfies ProviderMetadata,
  };
}

/** Returns the pause reference of a call in a prompt; undefined if it has none, or one of another agent or conversation. */
export function readPauseReference(call: unknown, conversation: Conversation): PauseReference | undefined {
  const metadata = metadataOf(call);
  const isWhole = Array.isArray(getProperty(metadata, 'waiting')) && Array.isArray(getProperty(metadata, 'onServer'));
  return isWhole && !isOfOtherConversation(call, conversation) ? (metadata as PauseReference) : undefined;
}

/** Returns whether a call in a prompt is known to belong to another agent or conversation. */
export function isOfOtherConversation(call: unknown, { agentId, conversationId }: Conversation): boolean {
  const metadata = metadataOf(call);
  if (metadata === undefined) return false;
  return getProperty(metadata, 'agentId') !== agentId || getProperty(metadata, 'conversationId') !== conversationId;
}

function metadataOf(call: unknown): unknown {
  return getProperty(getProperty(call, 'providerOptions'), provider);
}
