import type { MessageCreateParams } from '@letta-ai/letta-client/resources/agents/messages';
import { ToolferryError } from '../../errors.js';
import { member } from '../../schema/member.js';
import type { JSONValue, Pause, PendingCall } from '../../types.js';
import type { RequestedCall } from '../requested-calls.js';
import { serverCallId } from './call-id.js';
import type { Conversation } from './conversation.js';

export const backendName = 'letta';

/** Letta forgets these after each request: they go with every one of a turn. */
export type LettaRequestFields = Pick<
  MessageCreateParams,
  | 'max_steps'
  | 'override_model'
  | 'override_system'
  | 'client_skills'
  | 'include_return_message_types'
  | 'include_compaction_messages'
  | 'stream_tokens'
  | 'background'
>;

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
  const isHere = member(state, 'agentId') === agentId && member(state, 'conversationId') === conversationId;
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
