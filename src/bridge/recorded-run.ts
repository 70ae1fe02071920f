/** Keeps a run in a journal. @module */

import type { Journal, Pause, RunBackend, RunHost, RunRecord, RunState, TakeRun } from '../types.js';
import type { AnswerContext } from './answer-call.js';
import { checkPause } from './check-pause.js';

/** A run, and what changes while it is under way. Its calls are answered with the tools fixed. */
export interface Run<Request, Output> extends AnswerContext {
  readonly backend: RunBackend<Request, Output>;
  readonly host: { -readonly [Member in keyof RunHost]: RunHost[Member] };
  readonly maxRounds: number;
  /** Absent without a journal, and before the first pause of a run without a key. */
  record?: RunRecord;
  /** Known from the first pause on. */
  key?: string;
  /** Aborts the run's calls: the caller's signal, or that of the record. */
  signal: AbortSignal;
}

/** Takes the run of a key. Returns where it stands, or its output; undefined for one that is new. Rejects if it failed. */
export async function takeByKey<Request, Output>(
  run: Run<Request, Output>,
  journal: Journal,
  key: string,
): Promise<RunState<Output> | undefined> {
  const taken = await journal.take({ ...request(run, key), keepsOutput: true });
  if (taken.isCompleted) return { status: 'completed', output: taken.output as Output };
  hold(run, taken);
  const { pause } = taken;
  if (pause === undefined) return undefined;
  try {
    checkPause(pause, run.backend.name, run.rules.tools);
    await run.backend.check?.(pause, run.host);
  } catch (error) {
    await taken.failed(error);
    throw error;
  }
  return { status: 'paused', pause };
}

/** Takes the run of a pause, and returns the pause with all that is known of it. */
export async function takePause<Request, Output>(
  run: Run<Request, Output>,
  journal: Journal,
  key: string,
  pause: Pause,
): Promise<RunState<Output>> {
  const taken = await journal.take({ ...request(run, key), pause });
  if (!taken.isCompleted) hold(run, taken);
  return checkWaiting(run, run.record?.pause ?? pause);
}

/** Returns the state of a run that is resumed. Before a call that has waited runs, the server has to know the run still. */
export async function checkWaiting<Request, Output>(
  run: Run<Request, Output>,
  pause: Pause,
): Promise<RunState<Output>> {
  try {
    if (pause.calls.some(({ waiting }) => waiting)) await run.backend.check?.(pause, run.host);
  } catch (error) {
    await run.record?.failed(error);
    throw error;
  }
  return { status: 'paused', pause };
}

/** Records a pause. A run without a key has its record from its first pause on. */
export async function recordPause<Request, Output>(
  run: Run<Request, Output>,
  journal: Journal,
  pause: Pause & { readonly key: string },
): Promise<void> {
  const taken = run.record ?? (await journal.take({ ...request(run, pause.key), isNew: true }));
  if (taken.isCompleted) return;
  if (run.record === undefined) hold(run, taken);
  taken.asked(pause);
}

function request<Request, Output>({ backend, host, rules }: Run<Request, Output>, key: string): TakeRun {
  const onError = (error: unknown) => rules.report(error, { source: 'journal' });
  return { key, backend: backend.name, signal: host.signal, onError };
}

function hold<Request, Output>(run: Run<Request, Output>, record: RunRecord): void {
  run.record = record;
  run.host.mayRepeat ||= record.mayRepeat;
  run.signal = AbortSignal.any([run.host.signal, record.signal]);
}
