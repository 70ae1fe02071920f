import { clearPendingCalls } from './clear-pending-calls.js';
import type { Conversation } from './conversation.js';
import { waitUntilIdle } from './wait-until-idle.js';

/** Waits until no run is active. No request is open that would handle an abort, so this clears the pending calls itself. */
export async function idle(conversation: Conversation, signal: AbortSignal, patienceMs?: number): Promise<void> {
  try {
    await waitUntilIdle(conversation, signal, patienceMs);
  } catch (error) {
    if (signal.aborted) await clearPendingCalls(conversation, (await conversation.activeRun())?.id);
    throw error;
  }
}
