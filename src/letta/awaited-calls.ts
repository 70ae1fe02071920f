import type { Conversation } from './conversation.js';
import type { Step } from './read-step.js';
import type { RequestedCall } from './requested-calls.js';

/**
 * The calls of a step that the agent really waits for. Where it may make only one call at a time, the server streams all that
 * its model asks for, keeps the first and drops the others (0.16.8): their handlers must not run.
 */
export async function awaitedCalls(
  conversation: Conversation,
  { calls, stopReason }: Step,
): Promise<readonly RequestedCall[]> {
  const isPaused = stopReason === 'requires_approval';
  if (calls.length === 0 || (calls.length === 1 && isPaused)) return calls;
  // Without an answer all of them are taken for asked; the server refuses results that it does not wait for.
  const waiting = await conversation.waiting().catch(() => ({ calls }));
  const ids = new Set(waiting?.calls.map(({ id }) => id));
  const awaited = calls.filter(({ id }) => ids.has(id));
  return isPaused && awaited.length === 0 ? calls : awaited;
}
