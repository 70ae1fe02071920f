import { createTools } from '../tool/tools.js';
import type { Bridge, BridgeOptions, ToolSource } from '../types.js';
import { call, loadCalls } from './call.js';
import type { Rules } from './execute.js';
import { defaultPolicy, failClosed } from './policy.js';
import { timeLimit } from './time-limit.js';

/**
 * Makes a bridge: a registry of tools, and one way in which every call of them is checked, approved, run and answered.
 *
 * @param options.tools The tools to start with. Bad ones throw a ToolferryError `invalid_tool` that names them all.
 * @param options.policy Replaces the default policy, which asks for destructive, sensitive and `requiresApproval` tools.
 * @param options.approve Asked where the policy says `ask`; without it such calls are denied.
 * @param options.timeoutMs Milliseconds a handler may take, default 300,000.
 * @param options.limits What definitions may be at most; see `DefinitionLimits` for the defaults.
 * @example
 * ```ts
 * import { createBridge, defineTool } from 'toolferry';
 *
 * const bridge = createBridge({
 *   tools: [defineTool({ name: 'now', description: 'The time', inputSchema: { type: 'object' }, handler: () => new Date() })],
 * });
 * const result = await bridge.execute({ id: 'call_1', name: 'now', input: {} });
 * console.log(result.error ?? result.output);
 * ```
 */
export function createBridge(options: BridgeOptions = {}): Bridge {
  const tools = createTools(options.tools, options.limits);
  const rules: Rules = {
    tools,
    policy: failClosed(options.policy ?? defaultPolicy),
    approve: options.approve,
    timeoutMs: timeLimit(options.timeoutMs),
  };
  return {
    tools,
    policy: rules.policy,
    execute: (toolCall, executeOptions) => call(rules, toolCall, executeOptions),
    run: async (...run) => (await loadCalls()).startRun(rules, ...run),
    resume: async (...run) => (await loadCalls()).resumeRun(rules, ...run),
  };
}

/** The bridge of a tool source; an array of tools becomes one, under `options`. Anything else is a TypeError. */
export function toBridge(source: ToolSource, options: BridgeOptions = {}): Bridge {
  if (Array.isArray(source)) return createBridge({ ...options, tools: source });
  const bridge = bridgeOf(source);
  if (bridge === undefined)
    throw new TypeError(
      'createToolsFromClient() takes a bridge (createBridge()), what connectATP() or connectLetta() returns, or an array of client tools.',
    );
  const extra = Object.keys(options).filter((key) => options[key as keyof BridgeOptions] !== undefined);
  if (extra.length > 0)
    throw new TypeError(`${extra.join(', ')}: this bridge has its own; give it to createBridge() instead.`);
  return bridge;
}

function bridgeOf(source: unknown): Bridge | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  if ('bridge' in source) return bridgeOf(source.bridge);
  return 'tools' in source && 'execute' in source && 'run' in source ? (source as Bridge) : undefined;
}
