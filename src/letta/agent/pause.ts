import { ToolferryError } from '../../errors.js';
import type { JSONValue, Pause, PendingCall } from '../../types.js';
import { getProperty } from '../../unknown.js';
import type { RequestedCall } from '../requested-calls.js';
import type { Conversation } from '../rest/conversation.js';
import type { LettaRequestFields } from '../rest/request-fields.js';

export const backendName = 'letta';

/** The state of a pause, in addition to its calls. */
export interface PauseState {
  readonly agentId: string;
  readonly conversationId: string | undefined;
  readonly fields: LettaRequestFields;
  /** How often the pending calls were read again after a mismatch. */
  readonly corrections: number;
}

export interface PauseContent {
  readonly runId: string;
  readonly calls: readonly RequestedCall[];
  readonly fields: LettaRequestFields;
  readonly corrections?: number | undefined;
}

/** Creates the pause of a turn. Calls of offered tools run here; all others are server tools that only need approval. */
export function toPause(
  { agentId, conversationId }: Conversation,
  { runId, calls, fields, corrections = 0 }: PauseContent,
  isOffered: (name: string) => boolean,
): Pause {
  const state = { agentId, ...(conversationId && { conversationId }), fields, corrections };
  return {
    version: 1,
    backend: backendName,
    runId,
    calls: calls.map((call): PendingCall => (isOffered(call.name) ? call : { ...call, ask: 'approval' })),
    state: state as unknown as JSONValue,
  };
}

/** Throws `pause_mismatch` if the pause belongs to another agent or conversation. */
export function readState(pause: Pause, conversation: Conversation): PauseState {
  if (isOfConversation(pause, conversation)) return pause.state as unknown as PauseState;
  throw new ToolferryError('pause_mismatch', 'This pause belongs to another agent or conversation. Nothing was run.');
}

export function isOfConversation({ state }: Pause, { agentId, conversationId }: Conversation): boolean {
  return getProperty(state, 'agentId') === agentId && getProperty(state, 'conversationId') === conversationId;
}

export function alreadyResumed(): ToolferryError {
  return new ToolferryError(
    'already_resumed',
    'The agent no longer waits for these calls. Nothing was run. Discard the pause.',
  );
}
