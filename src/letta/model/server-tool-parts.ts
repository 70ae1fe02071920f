import type { CallOptions } from './language-model-v2.js';

/** Which calls of the server's own tools are told: all, or those of tools that the tool set declares as a provider's. */
export type ServerTools = 'all' | 'declared';

/** ai 5's generateText throws for a call of a tool that is not in its tool set (5.0.277); it says who it is, as streamText does not. */
const isFive = /\bai\/5\./;

/** Whether a call of the server's tool is told. With `toolChoice: 'none'` ai 6 and 7 take any call for a violation. */
export function isServerToolTold(
  name: string,
  { tools = [], toolChoice, headers }: CallOptions,
  wanted: ServerTools,
): boolean {
  if (toolChoice?.type === 'none') return false;
  if (wanted === 'all' && !isFive.test(headers?.['user-agent'] ?? '')) return true;
  return tools.some((tool) => tool.type !== 'function' && tool.name === name);
}
