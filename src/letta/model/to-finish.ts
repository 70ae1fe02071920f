import type { Step } from '../rest/read-step.js';
import type { LettaUsage } from '../turn.js';
import type { Finish } from './language-model-v2.js';
import { provider } from './ticket.js';

/** How a request ended, in the AI SDK's words; Letta's own stop reason and run are beside it. */
export function toFinish({ calls, stopReason, runId }: Step, usage: LettaUsage): Finish {
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
