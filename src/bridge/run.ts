import { neverAborted } from '../async/abort-signal.js';
import { type Emit, emitToBoth, notifier } from '../async/notify.js';
import { ToolferryError } from '../errors.js';
import { offeredTools } from '../policy/default-policy.js';
import { type MemberNames, refuseUnknown } from '../refuse-unknown.js';
import { shortName } from '../result/short-name.js';
import { definitionOf, digest } from '../tool/definition.js';
import type { Answer, Pause, RunBackend, RunEvent, RunHost, RunOptions, RunSession, RunState } from '../types.js';
import { type BridgeRules, type Rules, withFixedTools } from './rules.js';
import { openRun } from './run-session.js';
import { undelivered } from './undelivered.js';

interface Run<Request, Output> {
  /** With the tools fixed. */
  readonly rules: Rules;
  readonly session: RunSession;
  readonly backend: RunBackend<Request, Output>;
  readonly host: RunHost;
  readonly maxRounds: number;
  readonly emit: Emit<RunEvent> | undefined;
}

/** Starts a run and answers its pauses until it completes. */
export function startRun<Request, Output>(
  rules: BridgeRules,
  backend: RunBackend<Request, Output>,
  request: Request,
  options?: RunOptions,
): Promise<Output> {
  return drive(
    () => prepare(rules, backend, options),
    ({ host }) => {
      host.signal.throwIfAborted();
      return step(host, () => backend.start(request, host));
    },
  );
}

/** Resumes a run from a pause, which may come from another process. Calls whose answers it has are not run again. */
export function resumeRun<Request, Output>(
  rules: BridgeRules,
  backend: RunBackend<Request, Output>,
  pause: Pause,
  options?: RunOptions,
): Promise<Output> {
  return drive(
    () => prepare(rules, backend, options, pause),
    (run) => {
      checkPause(run, pause);
      return { status: 'paused', pause };
    },
  );
}

const runOptions: MemberNames<RunOptions> = {
  signal: 0,
  maxRounds: 0,
  onEvent: 'function',
  key: 0,
  decisions: 0,
};

function prepare<Request, Output>(
  bridgeRules: BridgeRules,
  backend: RunBackend<Request, Output>,
  options: RunOptions = {},
  pause?: Pause,
): Run<Request, Output> {
  refuseUnknown('an option of a run', options, runOptions);
  const { signal = neverAborted(), maxRounds = Number.POSITIVE_INFINITY, onEvent } = options;
  const rules = withFixedTools(bridgeRules);
  const ownEmit = notifier(onEvent, (error) => rules.report(error, { source: 'onEvent' }));
  const emit = emitToBoth(ownEmit, rules.emit);
  const tools = offeredTools(rules).map((tool) => definitionOf(rules.tools.registered(tool)));
  return {
    rules,
    session: openRun(rules, emit, pause),
    backend,
    host: { tools, signal, emit: (event) => ownEmit?.({ type: 'backend', event }), mayRepeat: false },
    maxRounds,
    emit,
  };
}

/** The only function of a run that waits with it, except for what answers its calls: each one takes memory in a paused run. */
async function drive<Request, Output>(
  prepared: () => Run<Request, Output>,
  begin: (run: Run<Request, Output>) => RunState<Output> | Promise<RunState<Output>>,
): Promise<Output> {
  const run = prepared();
  let state = await begin(run);
  for (let round = 0; state.status === 'paused'; round++) {
    // The state that the backend returned is not kept while calls run.
    state = { status: 'paused', pause: withDigests(run, state.pause) };
    const { pause } = state;
    run.emit?.({ type: 'paused', pause, round: round + 1 });
    let answers: readonly Answer[];
    try {
      answers = await answersTo(run, pause, round);
      reportAnswers(run, answers, round);
    } catch (error) {
      return giveUp(run, pause, error);
    }
    state = await step(run.host, () => deliver(run, pause, answers));
  }
  return state.output;
}

function answersTo<Request, Output>(
  { session, host: { signal }, maxRounds }: Run<Request, Output>,
  pause: Pause,
  round: number,
): Promise<readonly Answer[]> {
  signal.throwIfAborted();
  if (round >= maxRounds) throw tooManyRounds(maxRounds, pause);
  return session.answer(pause.calls, { signal });
}

function reportAnswers<Request, Output>(
  { host: { signal }, emit }: Run<Request, Output>,
  answers: readonly Answer[],
  round: number,
): void {
  signal.throwIfAborted();
  emit?.({ type: 'resumed', answers, round: round + 1 });
  signal.throwIfAborted();
}

async function deliver<Request, Output>(
  { backend, host }: Run<Request, Output>,
  pause: Pause,
  answers: readonly Answer[],
): Promise<RunState<Output>> {
  try {
    return await backend.resume(pause, answers, host);
  } catch (error) {
    throw undelivered(error, pause, answers);
  }
}

/** The backend itself handles an abort while it works. Whatever it then rejects with, the run rejects with the signal's reason. */
async function step<Output>({ signal }: RunHost, work: () => Promise<RunState<Output>>): Promise<RunState<Output>> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Cancels the pending calls. A failing `cancel` never hides why the run ended. */
async function giveUp<Request, Output>(run: Run<Request, Output>, pause: Pause, reason: unknown): Promise<never> {
  try {
    await run.backend.cancel?.(pause);
  } catch {
    throw reason;
  }
  throw reason;
}

function withDigests({ rules: { tools } }: Pick<Run<unknown, unknown>, 'rules'>, pause: Pause): Pause {
  const calls = pause.calls.map((call) => {
    const tool = call.ask === 'approval' ? undefined : tools.get(call.name);
    return tool === undefined ? call : { ...call, tool: digest(tools.registered(tool)) };
  });
  return { ...pause, calls };
}

function checkPause<Request, Output>({ backend, rules: { tools } }: Run<Request, Output>, pause: Pause): void {
  if (pause.version !== 1)
    throw mismatch(`its version is ${shortName(pause.version)}, but only version 1 is supported`);
  if (pause.backend !== backend.name)
    throw mismatch(`its backend is "${shortName(pause.backend)}", not "${backend.name}"`);
  for (const call of pause.calls) {
    if (call.ask === 'approval') continue;
    const tool = tools.get(call.name);
    if (tool === undefined) throw mismatch(`there is no tool "${shortName(call.name)}" here`);
    if (call.tool !== undefined && call.tool !== digest(tools.registered(tool)))
      throw mismatch(`"${call.name}" is defined differently here`);
  }
}

function mismatch(why: string): ToolferryError {
  return new ToolferryError('pause_mismatch', `This pause cannot be resumed here: ${why}. Nothing was run.`);
}

function tooManyRounds(maxRounds: number, pause: Pause): ToolferryError {
  const message = `The run was stopped: it paused again after ${maxRounds} answered rounds (maxRounds).`;
  return new ToolferryError('max_rounds', message, { data: { pause } });
}
