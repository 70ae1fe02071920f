import type { Message } from '@letta-ai/letta-client/resources/agents/messages';
import type { TurnLog } from '../turn-log.js';
import { incompleteStream } from './chunks.js';
import type { Conversation } from './conversation.js';
import { checkStopReason, type Round } from './read-round.js';
import { isActive } from './wait-until-idle.js';

/**
 * Reads the messages after one that the agent has, because the stream that carried them was lost: those of the run that it
 * started, which must have ended. Returns undefined if the agent has no such message in context.
 */
export async function readBack(
  conversation: Conversation,
  log: TurnLog,
  isFirst: (message: Message) => boolean,
): Promise<Round | undefined> {
  const [first, ...later] = await conversation.messagesFrom(isFirst);
  if (!first?.run_id) return undefined;
  const run = await conversation.run(first.run_id);
  if (isActive(run)) throw incompleteStream('the agent has the messages, but its run makes no progress');
  const { id: runId, stop_reason } = run;
  for (const message of later) if (message.run_id === runId) log.add(message);
  const calls = log.flushCalls();
  return { runId, stopReason: checkStopReason(stop_reason ?? 'end_turn', calls), calls };
}

/** Returns whether a message has the answers to these calls. */
export function isAnswerTo(callIds: readonly string[]): (message: Message) => boolean {
  return (message) =>
    message.message_type === 'approval_response_message' &&
    message.approvals?.some(({ tool_call_id }) => callIds.includes(tool_call_id)) === true;
}
