import { codeOf } from '../../errors.js';
import type { Conversation, WaitingRun } from './conversation.js';

/** How often the pending calls are read again after the server refused answers because they did not match. */
const maxCorrections = 2;

/** Returns the calls to answer instead, after answers failed. Rethrows if the calls did match, or were read again too often. */
export async function waitingAfterMismatch(
  conversation: Conversation,
  error: unknown,
  corrections: number,
): Promise<WaitingRun> {
  if (codeOf(error) !== 'tool_call_mismatch' || corrections >= maxCorrections) throw error;
  const waiting = await conversation.waiting();
  if (waiting === undefined) throw error;
  return waiting;
}
