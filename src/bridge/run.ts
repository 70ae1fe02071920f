import { neverAborted } from '../async/abort-signal.js';
import { notify } from '../async/notify.js';
import { ToolferryError } from '../errors.js';
import { offeredTools } from '../policy/default-policy.js';
import { shortName } from '../result/short-name.js';
import { digest, toDefinition } from '../tool/definition.js';
import type { Answer, Pause, RunBackend, RunEvent, RunHost, RunOptions, RunSession, RunState } from '../types.js';
import { type Rules, withFixedTools } from './rules.js';
import { openRun } from './run-session.js';
import { undelivered } from './undelivered.js';

interface Run<Request, Output> {
  /** With the tools fixed. */
  readonly rules: Rules;
  readonly session: RunSession;
  readonly backend: RunBackend<Request, Output>;
  readonly host: RunHost;
  readonly maxRounds: number;
  emit(event: RunEvent): void;
}

/** Starts a run and answers its pauses until it completes. */
export async function startRun<Request, Output>(
  rules: Rules,
  backend: RunBackend<Request, Output>,
  request: Request,
  options?: RunOptions,
): Promise<Output> {
  const run = prepare(rules, backend, options);
  run.host.signal.throwIfAborted();
  return drive(run, await step(run.host, () => backend.start(request, run.host)));
}

/** Resumes a run from a pause, which may come from another process. Calls whose answers it has are not run again. */
export async function resumeRun<Request, Output>(
  rules: Rules,
  backend: RunBackend<Request, Output>,
  pause: Pause,
  options?: RunOptions,
): Promise<Output> {
  const run = prepare(rules, backend, options, pause);
  checkPause(run, pause);
  return drive(run, { status: 'paused', pause });
}

function prepare<Request, Output>(
  bridgeRules: Rules,
  backend: RunBackend<Request, Output>,
  { signal = neverAborted(), maxRounds = Number.POSITIVE_INFINITY, onEvent }: RunOptions = {},
  pause?: Pause,
): Run<Request, Output> {
  const emit = (event: RunEvent): void => void notify(() => onEvent?.(event));
  const rules = withFixedTools(bridgeRules);
  const tools = offeredTools(rules).map((tool) => toDefinition(rules.tools.registered(tool)));
  return {
    rules,
    session: openRun(rules, { onEvent: emit, pause }),
    backend,
    host: { tools, signal, emit: (event) => emit({ type: 'backend', event }) },
    maxRounds,
    emit,
  };
}

async function drive<Request, Output>(run: Run<Request, Output>, begun: RunState<Output>): Promise<Output> {
  let state = begun;
  for (let round = 0; state.status === 'paused'; round++) {
    const pause = withDigests(run, state.pause);
    run.emit({ type: 'paused', pause });
    const answers = await answerRound(run, pause, round).catch((error: unknown) => giveUp(run, pause, error));
    state = await step(run.host, () => deliver(run, pause, answers));
  }
  return state.output;
}

async function answerRound<Request, Output>(
  { session, host: { signal }, maxRounds, emit }: Run<Request, Output>,
  pause: Pause,
  round: number,
): Promise<readonly Answer[]> {
  signal.throwIfAborted();
  if (round >= maxRounds) throw tooManyRounds(maxRounds, pause);
  const answers = await session.answer(pause.calls, { signal });
  signal.throwIfAborted();
  emit({ type: 'resumed', answers });
  signal.throwIfAborted();
  return answers;
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
