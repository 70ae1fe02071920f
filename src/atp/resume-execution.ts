import { codeOf, ToolferryError } from '../errors.js';
import type { Answer, Pause, RunHost, RunState } from '../types.js';
import { answerCallbacks, withServiceResults } from './answer-callbacks.js';
import { deliverAgain } from './deliver-again.js';
import type { ATPExecution } from './execution.js';
import type { Executions } from './executions.js';
import { isSamePause, readState, toResumeBody } from './pause.js';
import type { ATPServices } from './services.js';

/**
 * Answers a pause. Where the answers may have arrived before, or their response is lost, it first looks where the execution is:
 * the server takes any answer for that of the call that is pending.
 */
export async function resumeExecution(
  executions: Executions,
  services: ATPServices,
  { pause, answers }: { readonly pause: Pause; readonly answers: readonly Answer[] },
  { signal, mayRepeat }: Pick<RunHost, 'signal' | 'mayRepeat'>,
): Promise<RunState<ATPExecution>> {
  const paused = readState(pause.state);
  let results: readonly unknown[] | undefined;
  let sentAt = 0;
  const send = async () => {
    results ??= await answerCallbacks(services, paused, answers, signal);
    sentAt = Date.now();
    return executions.resume(pause, toResumeBody(paused, results), signal);
  };
  const sendAgain = (failure?: unknown) =>
    deliverAgain({
      failure,
      tookMs: failure === undefined ? 0 : Date.now() - sentAt,
      signal,
      look: () =>
        look(executions, pause, signal).catch((error: unknown) => {
          throw codeOf(error) === 'execution_expired' ? outputUnknown(pause.runId) : error;
        }),
      send,
      abandon: () => void executions.cancel(pause).catch(ignore),
    });
  try {
    if (mayRepeat) return await sendAgain();
    return await send().catch((error: unknown) => {
      if (codeOf(error) !== 'connection_lost') throw error;
      return sendAgain(error);
    });
  } catch (error) {
    if (codeOf(error) === 'not_found') throw expired(pause.runId);
    throw results === undefined ? error : withServiceResults(error, pause, results);
  }
}

/**
 * Returns where an execution is; undefined if it still waits at this pause. Without a result the server runs the code again with
 * the results that it has, until the same call pauses it (0.19.17). Server functions do not run again.
 */
export async function look(
  executions: Executions,
  pause: Pause,
  signal: AbortSignal,
): Promise<RunState<ATPExecution> | undefined> {
  const state = await executions.resume(pause, {}, signal).catch((error: unknown) => {
    throw codeOf(error) === 'not_found' ? expired(pause.runId) : error;
  });
  const isSame = state.status === 'paused' && isSamePause(readState(state.pause.state), readState(pause.state));
  return isSame ? undefined : state;
}

function expired(executionId: string): ToolferryError {
  const message =
    'The ATP server does not know this execution: it has expired or was already resumed. Execute the code again only if it is safe to run twice.';
  return new ToolferryError('execution_expired', message, { data: { executionId } });
}

/** The server deletes an execution that has ended, and its output with it. */
function outputUnknown(executionId: string): ToolferryError {
  const message =
    'The ATP server no longer knows this execution, whose answers may have arrived before. If they were its last ones, the code has ended and its output is lost, because the server keeps none. Otherwise it has expired. Execute the code again only if it is safe to run twice.';
  return new ToolferryError('execution_expired', message, { data: { executionId } });
}

function ignore(): void {}
