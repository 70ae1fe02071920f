import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import { getProperty } from '../../unknown.js';
import type { RequestedCall } from '../requested-calls.js';
import type { Conversation } from './conversation.js';
import type { Step } from './read-step.js';

/**
 * The calls of a step that the agent really waits for. Where it may make only one call at a time, the server streams all that
 * its model asks for, keeps the first and drops the others (0.16.8): their handlers must not run. The server is asked, which
 * is one request more, unless the agent is known to be parallel.
 */
export async function awaitedCalls(
  conversation: Conversation,
  { calls, stopReason }: Step,
  isParallel = false,
): Promise<readonly RequestedCall[]> {
  const isPaused = stopReason === 'requires_approval';
  if (calls.length === 0 || (isPaused && (isParallel || calls.length === 1))) return calls;
  // Without an answer all of them are taken for asked; the server refuses results that it does not wait for.
  const waiting = await conversation.waiting().catch(() => ({ calls }));
  const ids = new Set(waiting?.calls.map(({ id }) => id));
  const awaited = calls.filter(({ id }) => ids.has(id));
  return isPaused && awaited.length === 0 ? calls : awaited;
}

/** Whether the server keeps all calls of a step. Of a model that a request names in place of the agent's own, nobody says it. */
export function isParallelAgent({ llm_config }: AgentState, override: string | null | undefined): boolean {
  // `model_settings` says true of every agent (0.16.8); the SDK's types leave the member out (1.12.1).
  return !override && getProperty(llm_config, 'parallel_tool_calls') === true;
}
