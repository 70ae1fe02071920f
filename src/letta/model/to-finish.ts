import type { Round } from '../rest/read-round.js';
import type { LettaUsage } from '../turn.js';
import type { Finish } from './language-model-v2.js';
import { provider } from './pause-reference.js';

/** Returns the AI SDK's finish reason and usage, with Letta's stop reason and run as metadata. */
export function toFinish({ calls, stopReason, runId }: Round, usage: LettaUsage): Finish {
  const { promptTokens, completionTokens, totalTokens } = usage;
  return {
    finishReason: calls.length > 0 ? 'tool-calls' : finishReason(stopReason),
    usage: { inputTokens: promptTokens, outputTokens: completionTokens, totalTokens },
    providerMetadata: { [provider]: { stopReason, ...(runId && { runId }) } },
  };
}

function finishReason(stopReason: string): Finish['finishReason'] {
  if (stopReason === 'max_tokens_exceeded') return 'length';
  return ['end_turn', 'no_tool_call', 'tool_rule'].includes(stopReason) ? 'stop' : 'other';
}
