import type { Bridge, ClientTool } from '../types.js';

/** The tools that a model or a server may see: all that the policy does not block. */
export function offeredTools({
  tools,
  policy,
}: {
  readonly tools: Iterable<ClientTool>;
  readonly policy: Bridge['policy'];
}): ClientTool[] {
  return [...tools].filter((tool) => policy(tool).action !== 'block');
}
