import type { CallOptions } from './language-model-v2.js';

/** Which server tools have their calls reported: all, or those that the tool set declares as a provider's. */
export type ReportedServerTools = 'all' | 'declared';

/**
 * In ai 5, `generateText` throws for a call of a tool that is not in its tool set (5.0.277). Its user agent identifies it; that
 * of `streamText` does not.
 */
const isAISDK5 = /\bai\/5\./;

/** Returns whether calls of a server tool are reported. With `toolChoice: 'none'`, ai 6 and 7 treat any call as a violation. */
export function isServerToolReported(
  name: string,
  { tools = [], toolChoice, headers }: CallOptions,
  reported: ReportedServerTools,
): boolean {
  if (toolChoice?.type === 'none') return false;
  if (reported === 'all' && !isAISDK5.test(headers?.['user-agent'] ?? '')) return true;
  return tools.some((tool) => tool.type !== 'function' && tool.name === name);
}
