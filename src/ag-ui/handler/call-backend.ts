import { codeOf, ToolferryError } from '../../errors.js';
import type { Pause, RunHost, RunState } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { cancelPause } from './cancel-pause.js';
import type { ThreadRun } from './thread.js';
import type { AGUIStart, ThreadWork } from './thread-work.js';

/**
 * Starts or resumes a run. The state that a backend keeps may differ from the record of the thread, because a process that has lost
 * the thread continued for a while. The record decides what is answered, and the backend how the run continues: otherwise neither
 * these answers nor a new message would ever be accepted.
 */
export async function callBackend<Request, Output>(
  work: ThreadWork<Request, Output>,
  run: ThreadRun,
  host: RunHost,
): Promise<RunState<Output>> {
  return run.pause ? resume(work, run.pause, run, host) : start(work, run, host);
}

/** The run continues where the backend is if it does not wait for these calls any more. */
async function resume<Request, Output>(
  { runner: { backend } }: ThreadWork<Request, Output>,
  pause: Pause,
  { answers }: ThreadRun,
  host: RunHost,
): Promise<RunState<Output>> {
  try {
    return await backend.resume(pause, answers, host);
  } catch (error) {
    if (codeOf(error) !== 'already_resumed' || host.mayRepeat) throw error;
    return await backend.resume(pause, answers, { ...host, mayRepeat: true });
  }
}

/** Calls that the backend waits for are cancelled: the thread asks for none, so nobody can answer them. */
async function start<Request, Output>(
  work: ThreadWork<Request, Output>,
  run: ThreadRun,
  host: RunHost,
): Promise<RunState<Output>> {
  const { runner } = work;
  const request = await runner.toRequest(startWith(work, run));
  try {
    return await runner.backend.start(request, host);
  } catch (error) {
    const waiting = waitingPause(error);
    if (waiting === undefined) throw error;
    await cancelPause(runner, waiting);
    return await runner.backend.start(request, host);
  }
}

function waitingPause(error: unknown): Pause | undefined {
  if (!ToolferryError.isInstance(error) || error.code !== 'pending_approval') return undefined;
  return getProperty(error.data, 'pause') as Pause | undefined;
}

function startWith<Request, Output>(
  { thread, input }: ThreadWork<Request, Output>,
  { key, messages }: ThreadRun,
): AGUIStart {
  const own = messages.map(({ content }, index) => ({ id: `${key}-${index}`, role: 'user' as const, content }));
  return { ...thread, messages: own, client: input.context };
}
