import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import type { LettaUsage } from './turn.js';

export const noUsage: LettaUsage = { promptTokens: 0, completionTokens: 0, totalTokens: 0, steps: 0 };

export function toUsage(said: LettaStreamingResponse.LettaUsageStatistics): LettaUsage {
  return {
    promptTokens: said.prompt_tokens ?? 0,
    completionTokens: said.completion_tokens ?? 0,
    totalTokens: said.total_tokens ?? 0,
    steps: said.step_count ?? 0,
  };
}

export function addUsage(one: LettaUsage, other: LettaUsage): LettaUsage {
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    totalTokens: one.totalTokens + other.totalTokens,
    steps: one.steps + other.steps,
  };
}
