import { emitOf, hasApprove } from '../policy/bridge-marks.js';
import { unchecked } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool, RefusedTool } from '../types.js';
import { getProperty } from '../unknown.js';

/** What a connection brought: the tools that were added to its bridge, and those that were left out. */
interface ConnectionTools {
  readonly remote: readonly ClientTool[];
  readonly refused: readonly RefusedTool[];
}

/**
 * Reports the tools of a connection that were left out, that need approval where the bridge has no `approve`, or whose schemas are
 * not checked completely: as events or, on a bridge without a listener, as one warning on the console, except in production.
 *
 * @param option The remedy: where `approve` is passed.
 * @returns Whether it warned: one warning per connection is enough.
 */
export function reportTools(bridge: Bridge, { remote, refused }: ConnectionTools, option: string): boolean {
  const emit = emitOf.of(bridge);
  const denied = hasApprove.of(bridge) ? [] : remote.filter((tool) => bridge.policy(tool).action === 'ask');
  if (emit !== undefined) {
    for (const { name, issues } of refused) emit({ type: 'tool-refused', toolName: name, issues });
    if (denied.length > 0) emit({ type: 'approve-missing', toolNames: denied.map(toolName) });
    return false;
  }
  const warnings = [describeRefused(refused), describeUnchecked(remote), describeDenied(denied, option)].filter(
    Boolean,
  );
  if (warnings.length === 0 || isProduction()) return false;
  console.warn(`toolferry: ${warnings.join(' ')}`);
  return true;
}

function describeRefused(refused: readonly RefusedTool[]): string {
  const reasons = refused.map(({ name, issues: [first] }) =>
    first ? `${name} (${[first.path, first.message].filter(Boolean).join(' ')})` : name,
  );
  return reasons.length === 0 ? '' : `${refused.length} remote tool(s) were left out: ${shown(reasons)}.`;
}

function describeUnchecked(remote: readonly ClientTool[]): string {
  const names = remote.filter((tool) => unchecked.of(tool)).map(toolName);
  return names.length === 0
    ? ''
    : `Inputs of ${names.length} remote tool(s) are checked in part, and completely by the server: ${shown(names)}; checkDefinition() lists the parts.`;
}

function describeDenied(denied: readonly ClientTool[], option: string): string {
  return denied.length === 0
    ? ''
    : `${denied.length} remote tool(s) need approval, and no approve function is set, so their calls will be denied: ${shown(denied.map(toolName))}. Pass approve to ${option}; or let the AI SDK ask (createToolsFromClient with approval: "framework"); or, for tools that you trust, set their metadata.`;
}

function shown(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(', ')}, …` : names.join(', ');
}

function isProduction(): boolean {
  return getProperty(getProperty(getProperty(globalThis, 'process'), 'env'), 'NODE_ENV') === 'production';
}
