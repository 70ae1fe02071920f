import { codeOf, isBubbleUp, ToolferryError } from '../errors.js';
import { digest } from '../tool/definition.js';
import type { Answer, Pause, RunState } from '../types.js';
import { approvalPending } from './approval-pending.js';
import { checkPause, isAnswered } from './check-pause.js';
import type { Waiting } from './late-approval.js';
import { checkWaiting, type Run, recordPause, takeByKey, takePause } from './recorded-run.js';
import { isWaiting, openSession, type WaitingSession } from './run-session.js';
import { undelivered } from './undelivered.js';

/** Runs from the start, or from where the run of the same key stands, until the run completes. */
export function runFromStart<Request, Output>(run: Run<Request, Output>, request: Request): Promise<Output> {
  const { backend, host, rules } = run;
  return drive(run, async () => {
    host.signal.throwIfAborted();
    const { journal } = rules;
    const known = journal && host.key !== undefined ? await takeByKey(run, journal, host.key) : undefined;
    return known ?? step(run, () => backend.start(request, host));
  });
}

/** Runs from a pause until the run completes. */
export function runFromPause<Request, Output>(run: Run<Request, Output>, pause: Pause): Promise<Output> {
  const { backend, host, rules } = run;
  return drive(run, () => {
    checkPause(pause, backend.name, rules.tools);
    host.mayRepeat = isAnswered(pause);
    host.key = keyOf(backend, pause);
    return rules.journal ? takePause(run, rules.journal, host.key, pause) : checkWaiting(run, pause);
  });
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

/** Cancels the pending calls, unless the run may continue. A failing `cancel` never hides why the run ended. */
async function giveUp<Request, Output>(run: Run<Request, Output>, pause: Pause, reason: unknown): Promise<never> {
  const waits = codeOf(reason) === 'approval_pending' || isBubbleUp(reason);
  const isCancelled = !waits && (await isHeld(run)) && (await cancel(run, pause));
  await run.record?.failed(reason, isCancelled);
  throw reason;
}

/** Returns whether no other process has the run. A process that stood still finds out when it writes. */
async function isHeld<Request, Output>({ record }: Run<Request, Output>): Promise<boolean> {
  try {
    await record?.settled([]);
    return true;
  } catch {
    return false;
  }
}

async function cancel<Request, Output>({ backend }: Run<Request, Output>, pause: Pause): Promise<boolean> {
  try {
    await backend.cancel?.(pause);
    return true;
  } catch {
    return false;
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
