import { emitToBoth, notifier } from '../async/notify.js';
import { ToolferryError } from '../errors.js';
import { emitOf, hasApprove, hasJournal } from '../policy/bridge-marks.js';
import { type MemberNames, refuseUnknown } from '../refuse-unknown.js';
import { butHint, hintForTools } from '../tool/conversion-hint.js';
import { refuseOthers } from '../tool/refuse-others.js';
import { createTools } from '../tool/tools.js';
import type { Bridge, BridgeOptions, ToolSource } from '../types.js';
import { emitWarnings } from './emit-warnings.js';
import { check, execute } from './execute.js';
import { executeByKey } from './execute-by-key.js';
import { createRules, withFixedTools } from './rules.js';
import { openRun } from './run-session.js';
import { createReport } from './watch.js';

/** The names of the options that an adapter takes for an array of tools. */
export const adapterOptions: MemberNames<Omit<BridgeOptions, 'tools'>> = {
  policy: 'function',
  approve: 'function',
  timeoutMs: 0,
  limits: 0,
  onEvent: 'function',
  onError: 'function',
  journal: 0,
};

/** The names of the options of a bridge. */
export const bridgeOptions: MemberNames<BridgeOptions> = { tools: 0, ...adapterOptions };

/**
 * Creates a bridge: a registry of tools, and one path on which every call is checked, approved, run and answered.
 *
 * @param options.tools The tools to start with. Throws one ToolferryError `invalid_tool` that names all invalid ones.
 * @param options.policy Replaces the default policy, which asks for destructive, sensitive and `requiresApproval` tools.
 * @param options.approve Called where the policy returns `ask`; without it such calls are denied.
 * @param options.timeoutMs Milliseconds a handler may take, default 300,000.
 * @param options.limits The limits of definitions and of calls; see `BridgeLimits` for the defaults.
 * @param options.onEvent Called with each event of calls, runs and tools.
 * @param options.onError Called with every error that a handler or an option threw, as it was thrown.
 * @param options.journal Records runs and their calls, so that none runs twice unless that is safe.
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
  refuseUnknown('an option of createBridge()', options, bridgeOptions);
  const report = createReport(options.onError);
  const reportListener = (error: unknown) => report(error, { source: 'onEvent' });
  const emit = notifier(options.onEvent, reportListener);
  const tools = createTools(options.tools, options.limits, emit && emitWarnings(emit));
  const rules = createRules(tools, options, { emit, report });
  const bridge: Bridge = {
    tools,
    policy: rules.policy,
    execute: (call, executeOptions) =>
      executeOptions?.key === undefined
        ? execute(rules, call, executeOptions)
        : executeByKey(rules, call, executeOptions.key, executeOptions),
    check: (call, checkOptions) => check(rules, call, checkOptions),
    run(backend, request, options) {
      const setup = { rules: withFixedTools(rules), backend, options: { ...options } };
      return withDriver(({ startRun }) => startRun(setup, request));
    },
    resume(backend, pause, options) {
      const setup = { rules: withFixedTools(rules), backend, options: { ...options } };
      return withDriver(({ resumeRun }) => resumeRun(setup, pause));
    },
    openRun: ({ onEvent } = {}) => openRun(withFixedTools(rules), emitToBoth(notifier(onEvent, reportListener), emit)),
  };
  hasJournal.set(bridge, options.journal ? true : undefined);
  return hasApprove.set(emitOf.set(bridge, emit), options.approve ? true : undefined);
}

type Driver = typeof import('./run.js');

let driver: Driver | undefined;

/**
 * Drives a run with code that the first run loads: a page that only answers calls never needs it. Not async, and later runs do not
 * wait for it: a function that waits takes memory in each paused run.
 */
function withDriver<Output>(drive: (driver: Driver) => Promise<Output>): Promise<Output> {
  if (driver === undefined)
    return import('./run.js').then((loaded) => {
      driver = loaded;
      return drive(loaded);
    }, notLoaded);
  try {
    return drive(driver);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** A page may be offline, or older than the server that has the code. Nothing was started. */
function notLoaded(cause: unknown): never {
  const message =
    'The run was not started: its code, which the first run of a page loads, cannot be reached. Try again, or reload the page.';
  throw new ToolferryError('unreachable', message, { cause });
}

const sources =
  'createToolsFromClient() expects a bridge (createBridge()), the result of connectATP() or connectLetta(), or an array of client tools';

/** Returns the bridge of a tool source, or a new one with `options` for an array of tools. Throws a TypeError for anything else. */
export function toBridge(source: ToolSource, options: BridgeOptions = {}): Bridge {
  if (Array.isArray(source)) refuseOthers(sources, source);
  if (Array.isArray(source)) return createBridge({ ...options, tools: source });
  const bridge = bridgeOf(source);
  if (bridge === undefined) throw new TypeError(`${sources}${butHint(hintForTools(source))}`);
  const extra = Object.keys(options).filter((key) => options[key as keyof BridgeOptions] !== undefined);
  if (extra.length > 0)
    throw new TypeError(`${extra.join(', ')}: this bridge has its own; pass it to createBridge() instead.`);
  return bridge;
}

function bridgeOf(source: unknown): Bridge | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  if ('bridge' in source) return bridgeOf(source.bridge);
  return 'tools' in source && 'execute' in source && 'run' in source ? (source as Bridge) : undefined;
}
