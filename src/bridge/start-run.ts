import { neverAborted } from '../async/abort-signal.js';
import { emitToBoth, notifier } from '../async/notify.js';
import { ToolferryError } from '../errors.js';
import { offeredTools } from '../policy/default-policy.js';
import { type MemberNames, refuseUnknown } from '../refuse-unknown.js';
import { definitionOf } from '../tool/definition.js';
import type { Pause, RunBackend, RunOptions } from '../types.js';
import type { Run } from './recorded-run.js';
import { type BridgeRules, withFixedTools } from './rules.js';

/** Starts a run, or continues the one of the same key, and answers its pauses until it completes. */
export function startRun<Request, Output>(
  rules: BridgeRules,
  backend: RunBackend<Request, Output>,
  request: Request,
  options?: RunOptions,
): Promise<Output> {
  return withDriver(
    () => prepare(rules, backend, options),
    ({ runFromStart }, run) => runFromStart(run, request),
  );
}

/** Resumes a run from a pause, which may come from another process. Calls whose answers it has are not run again. */
export function resumeRun<Request, Output>(
  rules: BridgeRules,
  backend: RunBackend<Request, Output>,
  pause: Pause,
  options?: RunOptions,
): Promise<Output> {
  return withDriver(
    () => prepare(rules, backend, options),
    ({ runFromPause }, run) => runFromPause(run, pause),
  );
}

type Driver = typeof import('./run.js');

let driver: Driver | undefined;

/**
 * Drives a run with code that the first run loads: a page that only answers calls never needs it. Not async, and later runs do not
 * wait for it: a function that waits takes memory in each paused run.
 */
function withDriver<Prepared, Output>(
  prepared: () => Prepared,
  drive: (driver: Driver, run: Prepared) => Promise<Output>,
): Promise<Output> {
  try {
    const run = prepared();
    if (driver) return drive(driver, run);
    return import('./run.js').then((loaded) => {
      driver = loaded;
      return drive(loaded, run);
    }, notLoaded);
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

const runOptions: MemberNames<RunOptions> = {
  signal: 0,
  maxRounds: 0,
  onEvent: 'function',
  key: 0,
  decisions: 0,
  canWait: 0,
  caller: 0,
};

/** Fixes the tools and the options of a run, as they are when it is called. */
function prepare<Request, Output>(
  bridgeRules: BridgeRules,
  backend: RunBackend<Request, Output>,
  options: RunOptions = {},
): Run<Request, Output> {
  refuseUnknown('an option of a run', options, runOptions);
  const { signal = neverAborted(), maxRounds = Number.POSITIVE_INFINITY } = options;
  const { onEvent, key, decisions, caller, canWait = caller === undefined } = options;
  if (key !== undefined && bridgeRules.journal === undefined)
    throw new TypeError('key: only a run with a journal has one. Pass journal to createBridge().');
  const rules = withFixedTools(bridgeRules);
  const ownEmit = notifier(onEvent, (error) => rules.report(error, { source: 'onEvent' }));
  const emit = emitToBoth(ownEmit, rules.emit);
  const tools = offeredTools(rules).map((tool) => definitionOf(rules.tools.registered(tool)));
  const host = {
    tools,
    signal,
    emit: (event: unknown) => ownEmit?.({ type: 'backend', event }),
    key,
    mayRepeat: false,
  };
  const canInterrupt = !canWait && !!caller && !!key;
  return { rules, backend, host, maxRounds, emit, decisions, signal, canWait, caller, canInterrupt };
}
