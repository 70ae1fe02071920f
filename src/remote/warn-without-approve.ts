import { hasApprove } from '../policy/has-approve.js';
import { toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool } from '../types.js';
import { getProperty } from '../unknown.js';

/**
 * Warns on the console, except in production, if a connection brings tools that need approval and its bridge has no `approve`.
 * Returns whether it did: one warning per connection is enough.
 *
 * @param option The remedy: where `approve` is passed.
 */
export function warnWithoutApprove(bridge: Bridge, remote: Iterable<ClientTool>, option: string): boolean {
  if (hasApprove.of(bridge) || isProduction()) return false;
  const names = [...remote].filter((tool) => bridge.policy(tool).action === 'ask').map(toolName);
  if (names.length === 0) return false;
  const shown = names.length > 10 ? `${names.slice(0, 10).join(', ')}, …` : names.join(', ');
  console.warn(
    `toolferry: ${names.length} remote tool(s) need approval, and no approve function is set, so their calls will be denied: ${shown}. Pass approve to ${option}; or let the AI SDK ask (createToolsFromClient with approval: "framework"); or, for tools that you trust, set their metadata.`,
  );
  return true;
}

function isProduction(): boolean {
  return getProperty(getProperty(getProperty(globalThis, 'process'), 'env'), 'NODE_ENV') === 'production';
}
