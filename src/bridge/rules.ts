import { defaultPolicy, failClosed } from '../policy/default-policy.js';
import { startsRun } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { Registry } from '../tool/tools.js';
import type { Approve, Bridge, BridgeOptions, ClientTool, Tools } from '../types.js';

/** The tools and settings that a bridge, or one of its runs, executes calls with. */
export interface Rules {
  readonly tools: Iterable<ClientTool> & Pick<Registry, 'get' | 'registered'>;
  readonly limits: Tools['limits'];
  readonly policy: Bridge['policy'];
  readonly approve: Approve | undefined;
  /** Milliseconds a handler may take; Infinity for no limit. */
  readonly timeoutMs: (tool: ClientTool) => number;
}

export function createRules(tools: Registry, { policy = defaultPolicy, approve, timeoutMs }: BridgeOptions): Rules {
  return {
    tools,
    limits: tools.limits,
    policy: failClosed(policy, tools.registered),
    approve,
    timeoutMs: timeLimit(timeoutMs),
  };
}

/** Returns the same rules with a snapshot of the tools, unaffected by later changes to the bridge. */
export function withFixedTools(rules: Rules): Rules {
  const definitions = new Map([...rules.tools].map((tool) => [tool, rules.tools.registered(tool)]));
  const tools = new Map([...definitions].map(([tool, definition]) => [toolName(definition), tool]));
  const registered: Registry['registered'] = (tool) => definitions.get(tool) ?? tool;
  return {
    ...rules,
    policy: (tool, call) => rules.policy(registered(tool), call),
    tools: { get: (name) => tools.get(name), registered, [Symbol.iterator]: () => tools.values() },
  };
}

const defaultTimeoutMs = 300_000;

/**
 * Returns how many milliseconds a tool's handler may take; Infinity for no limit. A tool that starts runs has a limit only
 * where the function returns one. A function that throws or returns anything else leaves the default; any other constant
 * throws a TypeError.
 */
function timeLimit(timeoutMs: BridgeOptions['timeoutMs'] = defaultTimeoutMs): (tool: ClientTool) => number {
  const limitOf = typeof timeoutMs === 'function' ? timeoutMs : undefined;
  const fallback = typeof timeoutMs === 'function' ? defaultTimeoutMs : timeoutMs;
  if (!isTime(fallback)) throw new TypeError('timeoutMs must be a number of milliseconds above 0.');
  return (tool) => ownLimit(limitOf, tool) ?? (startsRun.of(tool) ? Number.POSITIVE_INFINITY : fallback);
}

function ownLimit(limitOf: ((tool: ClientTool) => unknown) | undefined, tool: ClientTool): number | undefined {
  try {
    const limit = limitOf?.(tool);
    return isTime(limit) ? limit : undefined;
  } catch {
    return undefined;
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}
