import { ToolferryError } from '../../errors.js';
import type { JSONValue, Pause, PendingCall } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { type RequestedCall, serverCallId } from '../requested-calls.js';
import type { Conversation } from '../rest/conversation.js';
import type { LettaRequestFields } from '../rest/request-fields.js';

export const backendName = 'letta';

/** What a pause says beside its calls. */
export interface PauseState {
  readonly agentId: string;
  readonly conversationId: string | undefined;
  readonly fields: LettaRequestFields;
  /** How often the true calls were read again after a mismatch. */
  readonly corrections: number;
}

export interface PauseOf {
  readonly runId: string;
  readonly calls: readonly RequestedCall[];
  readonly fields: LettaRequestFields;
  readonly corrections?: number | undefined;
}

/** A pause of a turn: calls of tools that were offered are run here, all others are the server's and only want a yes or no. */
export function toPause(
  { agentId, conversationId }: Conversation,
  { runId, calls, fields, corrections = 0 }: PauseOf,
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
export function readState({ state }: Pause, { agentId, conversationId }: Conversation): PauseState {
  const isHere = getProperty(state, 'agentId') === agentId && getProperty(state, 'conversationId') === conversationId;
  if (isHere) return state as unknown as PauseState;
  throw new ToolferryError('pause_mismatch', 'This pause belongs to another agent or conversation. Nothing was run.');
}

/** Throws `already_resumed`, before any handler runs, if the agent waits for another set of calls than the pause's. */
export async function checkAwaited(conversation: Conversation, pause: Pause): Promise<void> {
  readState(pause, conversation);
  const waiting = await conversation.waiting();
  const ids = new Set(waiting?.calls.map(({ id }) => id));
  if (pause.calls.every(({ id }) => ids.has(serverCallId(id, pause.runId)))) return;
  throw new ToolferryError('already_resumed', 'The agent does not wait for these calls any more. Nothing was run.');
}
