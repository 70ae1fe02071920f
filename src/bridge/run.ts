import { neverAborted } from '../async/abort-signal.js';
import { emitToBoth, notifier } from '../async/notify.js';
import { ToolferryError } from '../errors.js';
import { offeredTools } from '../policy/default-policy.js';
import { type MemberNames, refuseUnknown } from '../refuse-unknown.js';
import { definitionOf, digest } from '../tool/definition.js';
import type { Answer, Pause, RunBackend, RunOptions, RunState } from '../types.js';
import { approvalPending } from './approval-pending.js';
import { checkPause, isAnswered } from './check-pause.js';
import { giveUp } from './give-up.js';
import type { Waiting } from './late-approval.js';
import { checkWaiting, type Run, recordPause, takeByKey, takePause } from './recorded-run.js';
import type { Rules } from './rules.js';
import { isWaiting, openSession, type WaitingSession } from './run-session.js';
import { undelivered } from './undelivered.js';

/** The backend of a run, and the rules and options as they were when it was called. */
interface RunSetup<Request, Output> {
  readonly rules: Rules;
  readonly backend: RunBackend<Request, Output>;
  readonly options: RunOptions;
}

/**
 * Starts a run, or continues the one of the same key, and answers its pauses until it completes. Throws a TypeError for an option
 * that has no effect.
 */
export function startRun<Request, Output>(setup: RunSetup<Request, Output>, request: Request): Promise<Output> {
  const run = prepare(setup);
  const { backend, host, rules } = run;
  return drive(run, async () => {
    host.signal.throwIfAborted();
    const { journal } = rules;
    const known = journal && host.key !== undefined ? await takeByKey(run, journal, host.key) : undefined;
    return known ?? step(run, () => backend.start(request, host));
  });
}

/** Resumes a run from a pause, which may come from another process. Calls whose answers it has are not run again. */
export function resumeRun<Request, Output>(setup: RunSetup<Request, Output>, pause: Pause): Promise<Output> {
  const run = prepare(setup);
  const { backend, host, rules } = run;
  return drive(run, () => {
    checkPause(pause, backend.name, rules.tools);
    host.mayRepeat = isAnswered(pause);
    host.key = keyOf(backend, pause);
    return rules.journal ? takePause(run, rules.journal, host.key, pause) : checkWaiting(run, pause);
  });
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

function prepare<Request, Output>({ rules, backend, options }: RunSetup<Request, Output>): Run<Request, Output> {
  refuseUnknown('an option of a run', options, runOptions);
  const { signal = neverAborted(), maxRounds = Number.POSITIVE_INFINITY } = options;
  const { onEvent, key, decisions, caller, canWait = caller === undefined } = options;
  if (key !== undefined && rules.journal === undefined)
    throw new TypeError('key: only a run with a journal has one. Pass journal to createBridge().');
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

/** Drives a run to its end. No other function but what answers its calls waits with it: each one takes memory in a paused run. */
async function drive<Request, Output>(
  run: Run<Request, Output>,
  begin: () => Promise<RunState<Output>>,
): Promise<Output> {
  let state = await begin();
  let session: WaitingSession | undefined;
  for (let round = 0; state.status === 'paused'; round++) {
    // The state that the backend returned is not kept while calls run.
    const pause = completed(run, state.pause);
    state = { status: 'paused', pause };
    if (run.rules.journal) await recordPause(run, run.rules.journal, pause);
    run.emit?.({ type: 'paused', pause, round: round + 1 });
    session ??= openSession(run.rules, pause);
    let answers: readonly Answer[];
    try {
      checkRound(run, pause, round);
      answers = allKnown(run, pause, await session.answer(pause.calls, run));
      if (run.record) await run.record.settled(answers);
      reportAnswers(run, answers, round);
    } catch (error) {
      return giveUp(run, pause, error);
    }
    state = await step(run, () => deliver(run, pause, answers));
  }
  await run.record?.end(state.output);
  return state.output;
}

function checkRound<Request, Output>({ host, maxRounds }: Run<Request, Output>, pause: Pause, round: number): void {
  host.signal.throwIfAborted();
  if (round >= maxRounds) throw tooManyRounds(maxRounds, pause);
}

/** Returns the answers, which are all there. Throws the interrupt of a call, or `approval_pending` if an approval was put off. */
function allKnown<Request, Output>(
  { host, record }: Run<Request, Output>,
  pause: Pause,
  answers: readonly (Answer | Waiting)[],
): readonly Answer[] {
  host.signal.throwIfAborted();
  // Calls that were aborted because the record was lost have no answer that belongs in a pause.
  record?.signal.throwIfAborted();
  const waiting = answers.filter(isWaiting);
  if (waiting.length === 0) return answers as Answer[];
  throw waiting.find(({ interrupt }) => interrupt)?.interrupt ?? approvalPending(pause, answers);
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
async function step<Request, Output>(
  run: Run<Request, Output>,
  work: () => Promise<RunState<Output>>,
): Promise<RunState<Output>> {
  try {
    const state = await work();
    run.host.mayRepeat = false;
    return state;
  } catch (error) {
    await run.record?.failed(error);
    run.host.signal.throwIfAborted();
    throw error;
  }
}

/** Returns the pause with the key of its run, and with the digests of the tools that its calls are for. */
function completed<Request, Output>(run: Run<Request, Output>, pause: Pause): Pause & { readonly key: string } {
  const { backend, host } = run;
  const { tools } = run.rules;
  const calls = pause.calls.map((call) => {
    const tool = call.ask === 'approval' ? undefined : tools.get(call.name);
    return tool === undefined ? call : { ...call, tool: digest(tools.registered(tool)) };
  });
  host.key ??= keyOf(backend, pause);
  run.key = host.key;
  return { ...pause, key: host.key, calls };
}

/** Returns the key of a pause's run: the one that it was given, or one made of its first pause. */
function keyOf({ name }: { readonly name: string }, { key, runId }: Pause): string {
  return key ?? `${name}/${runId}`;
}

function tooManyRounds(maxRounds: number, pause: Pause): ToolferryError {
  const message = `The run was stopped: it paused again after ${maxRounds} answered rounds (maxRounds).`;
  return new ToolferryError('max_rounds', message, { data: { pause } });
}
