import { getProperty } from '../../unknown.js';

/** Tokens. A count that the provider does not report is omitted. */
export interface AISDKUsage {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly totalTokens?: number | undefined;
}

const counts = ['inputTokens', 'outputTokens', 'totalTokens'] as const;

/** Returns the sum of the tokens that were used before and in these steps. */
export function addUsage(before: AISDKUsage, steps: readonly { readonly usage: object }[]): AISDKUsage {
  const sum: { -readonly [Count in keyof AISDKUsage]: AISDKUsage[Count] } = { ...before };
  for (const { usage } of steps)
    for (const count of counts) {
      const used = getProperty(usage, count);
      if (typeof used === 'number') sum[count] = (sum[count] ?? 0) + used;
    }
  return sum;
}
