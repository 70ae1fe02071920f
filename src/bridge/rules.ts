import { defaultPolicy, failClosed, withOrigin } from '../policy/default-policy.js';
import { startsRun } from '../tool/marks.js';
import type { RegisteredTool } from '../tool/registered-definition.js';
import { toolName } from '../tool/tool-name.js';
import type { Registry } from '../tool/tools.js';
import type { Approve, Bridge, BridgeOptions, ClientTool, Tools } from '../types.js';

/** The tools and settings that a bridge, or one of its runs, executes calls with. */
export interface Rules {
  readonly tools: Iterable<ClientTool> & Pick<Registry, 'get' | 'find' | 'registered'>;
  readonly limits: Tools['limits'];
  readonly policy: Bridge['policy'];
  /** The policy's ruling on a registered definition. */
  readonly rule: Bridge['policy'];
  readonly approve: Approve | undefined;
  /** Milliseconds a handler may take; Infinity for no limit. */
  readonly timeoutMs: (tool: ClientTool) => number;
}

export function createRules(tools: Registry, { policy = defaultPolicy, approve, timeoutMs }: BridgeOptions): Rules {
  const rule = failClosed(policy);
  const ownPolicy: Bridge['policy'] = (tool, call) => rule(tools.registered(tool), call);
  return {
    tools,
    limits: tools.limits,
    policy: withOrigin(ownPolicy, policy),
    rule,
    approve,
    timeoutMs: timeLimit(timeoutMs),
  };
}

/** Returns the same rules with a snapshot of the tools, unaffected by later changes to the bridge. */
export function withFixedTools(rules: Rules): Rules {
  const definitions = new Map([...rules.tools].map((tool) => [tool, rules.tools.registered(tool)]));
  const byName = new Map(
    [...definitions].map(([tool, definition]) => [toolName(definition), { tool, definition } satisfies RegisteredTool]),
  );
  const registered: Registry['registered'] = (tool) => definitions.get(tool) ?? tool;
  return {
    ...rules,
    policy: (tool, call) => rules.rule(registered(tool), call),
    tools: {
      get: (name) => byName.get(name)?.tool,
      find: (name) => byName.get(name),
      registered,
      [Symbol.iterator]: () => definitions.keys(),
    },
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
