import { defaultPolicy, failClosed, withOrigin } from '../policy/default-policy.js';
import { startsRun } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { RegisteredTools, Registry } from '../tool/tools.js';
import type { Approve, Bridge, BridgeOptions, ClientTool, Journal, Tools } from '../types.js';
import { getProperty } from '../unknown.js';
import type { Report, Watch } from './watch.js';

/** The tools and settings that a bridge, or one of its runs, executes calls with. */
export interface Rules extends Watch {
  readonly tools: RegisteredTools;
  readonly limits: Tools['limits'];
  readonly policy: Bridge['policy'];
  /** The policy's ruling on a registered definition. */
  readonly rule: Bridge['policy'];
  readonly approve: Approve | undefined;
  /** Milliseconds a handler may take; Infinity for no limit. */
  readonly timeoutMs: (tool: ClientTool) => number;
  readonly journal: Journal | undefined;
}

/** The rules of a bridge, whose tools can change. */
export interface BridgeRules extends Rules {
  readonly tools: Registry;
}

export function createRules(
  tools: Registry,
  { policy = defaultPolicy, approve, timeoutMs, journal }: BridgeOptions,
  { emit, report }: Watch,
): BridgeRules {
  if (journal !== undefined && getProperty(journal, 'take') === undefined)
    throw new TypeError('journal must be what createJournal(store) of toolferry/journal returns.');
  const rule = failClosed(policy, (error, tool, call) =>
    report(error, { source: 'policy', toolName: toolName(tool), toolCallId: call?.id }),
  );
  const ownPolicy: Bridge['policy'] = (tool, call) => rule(tools.registered(tool), call);
  return {
    tools,
    limits: tools.limits,
    policy: withOrigin(ownPolicy, policy),
    rule,
    approve,
    timeoutMs: timeLimit(timeoutMs, report),
    journal,
    emit,
    report,
  };
}

const fixed = new WeakMap<RegisteredTools, Rules>();

/**
 * Returns the same rules with a snapshot of the tools, unaffected by later changes to the bridge. Runs that start between two
 * changes share them.
 */
export function withFixedTools(rules: BridgeRules): Rules {
  const tools = rules.tools.snapshot();
  const known = fixed.get(tools);
  if (known !== undefined) return known;
  const withTools: Rules = { ...rules, tools, policy: (tool, call) => rules.rule(tools.registered(tool), call) };
  fixed.set(tools, withTools);
  return withTools;
}

const defaultTimeoutMs = 300_000;

/**
 * Returns how many milliseconds a tool's handler may take; Infinity for no limit. A tool that starts runs has a limit only
 * where the function returns one. A function that throws or returns anything else leaves the default; any other constant
 * throws a TypeError.
 */
function timeLimit(
  timeoutMs: BridgeOptions['timeoutMs'] = defaultTimeoutMs,
  report: Report,
): (tool: ClientTool) => number {
  const limitOf = typeof timeoutMs === 'function' ? timeoutMs : undefined;
  const fallback = typeof timeoutMs === 'function' ? defaultTimeoutMs : timeoutMs;
  if (!isTime(fallback)) throw new TypeError('timeoutMs must be a number of milliseconds above 0.');
  return (tool) => ownLimit(limitOf, tool, report) ?? (startsRun.of(tool) ? Number.POSITIVE_INFINITY : fallback);
}

function ownLimit(
  limitOf: ((tool: ClientTool) => unknown) | undefined,
  tool: ClientTool,
  report: Report,
): number | undefined {
  try {
    const limit = limitOf?.(tool);
    return isTime(limit) ? limit : undefined;
  } catch (error) {
    report(error, { source: 'timeoutMs', toolName: toolName(tool) });
    return undefined;
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}
