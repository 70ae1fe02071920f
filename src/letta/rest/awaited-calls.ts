import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import { getProperty } from '../../unknown.js';
import type { RequestedCall } from '../requested-calls.js';
import type { Conversation } from './conversation.js';
import type { Round } from './read-round.js';

/**
 * Returns the calls of a round that the agent really waits for. For an agent that may make only one call at a time, the server
 * streams all calls of its model, keeps the first and drops the others (0.16.8), whose handlers must not run. Unless the agent
 * is known to be parallel, this takes one more request.
 */
export async function awaitedCalls(
  conversation: Conversation,
  { calls, stopReason }: Round,
  isParallel = false,
): Promise<readonly RequestedCall[]> {
  const isPaused = stopReason === 'requires_approval';
  if (calls.length === 0 || (isPaused && (isParallel || calls.length === 1))) return calls;
  // If this request fails, all calls count as awaited: the server refuses results that it does not wait for.
  const waiting = await conversation.waiting().catch(() => ({ calls }));
  const ids = new Set(waiting?.calls.map(({ id }) => id));
  const awaited = calls.filter(({ id }) => ids.has(id));
  return isPaused && awaited.length === 0 ? calls : awaited;
}

/** Returns whether the server keeps all calls of a step. It does not report this for a model that overrides the agent's. */
export function isParallelAgent({ llm_config }: AgentState, override: string | null | undefined): boolean {
  // `model_settings` has it as true for every agent (0.16.8); the SDK's type of `llm_config` lacks it (1.12.1).
  return !override && getProperty(llm_config, 'parallel_tool_calls') === true;
}
