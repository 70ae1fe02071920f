import { neverAborted } from '../async/abort-signal.js';
import { race } from '../async/race.js';
import { codeOf, ToolferryError } from '../errors.js';
import type { Pause, RunState } from '../types.js';
import { type ATPExecution, executionError, readExecution, readExecutionId, toExecution } from './execution.js';
import { invalidResponse } from './invalid-response.js';
import { cancelled, type ExecutionProgress, progressAfter, readState, toCancelBody, toPause } from './pause.js';
import type { Provenance } from './provenance.js';
import { graceMs } from './run-request.js';
import type { ATPSession, Sessions } from './session.js';

/** A request that starts or resumes an execution. */
interface ExecutionRequest {
  readonly path: string;
  readonly body: unknown;
  readonly progress: ExecutionProgress;
  /** Known when an execution is resumed. */
  readonly runId?: string;
}

/** The requests of a connection's executions. */
export interface Executions {
  /** An abort does not wait for the server: if the execution pauses while the request may still take, it is cancelled. */
  send(request: ExecutionRequest, signal: AbortSignal): Promise<RunState<ATPExecution>>;
  /** Sends a body to an execution that has paused. */
  resume(pause: Pause, body: unknown, signal: AbortSignal): Promise<RunState<ATPExecution>>;
  /** Ends a paused execution. */
  cancel(pause: Pause): Promise<void>;
}

interface ExecutionsOptions {
  readonly sessions: Sessions;
  readonly provenance: Provenance;
  readonly maxCallsPerPause: number;
  /** The rank of the newest claimed pause of each paused execution: its number, for those that arrive here. */
  readonly claimed: Map<string, number>;
}

/** The codes of requests after which an execution may wait forever: it cannot be answered, or the server refused the answers. */
const leavesWaiting = new Set<string | undefined>(['invalid_response', 'too_many_calls', 'bad_request']);

export function createExecutions({ sessions, provenance, maxCallsPerPause, claimed }: ExecutionsOptions): Executions {
  const recordState = (answer: object, progress: ExecutionProgress): RunState<ATPExecution> => {
    const execution = readExecution(answer);
    const { executionId, status } = execution;
    provenance.keep(execution.provenanceTokens);
    if (status === 'paused') {
      const pauses = progress.pauses + 1;
      const pause = toPause(execution, { ...progress, pauses }, maxCallsPerPause);
      claimed.set(executionId, pauses);
      return { status, pause };
    }
    claimed.delete(executionId);
    if (status !== 'completed') throw executionError(execution);
    return { status, output: toExecution(execution) };
  };

  /** Ends an execution that waits. A server that does not answer holds up neither the run nor other connections. */
  const endExecution = async (session: ATPSession, executionId: string, body: unknown): Promise<void> => {
    claimed.delete(executionId);
    const request = { path: resumePath(executionId), body, signal: neverAborted(), timeoutMs: graceMs };
    await race({ timeoutMs: graceMs }, () => sessions.request(session, request));
  };

  const cancel = async ({ runId, state }: Pause): Promise<void> => {
    const paused = readState(state);
    await endExecution(sessionOf(sessions, paused.clientId), runId, toCancelBody(paused));
  };

  /** Sends a request of an execution. If the answer cannot be used, the execution is cancelled where it may wait. */
  const advance = async ({ path, body, progress, runId }: ExecutionRequest, signal: AbortSignal) => {
    const session = sessionOf(sessions, progress.clientId);
    let executionId = runId;
    try {
      const answer = await sessions.request(session, { path, body, signal });
      const answered = readExecutionId(answer);
      executionId ??= answered;
      if (answered !== executionId) throw invalidResponse('The ATP server answered for another execution.');
      return recordState(answer, progress);
    } catch (error) {
      if (executionId !== undefined && leavesWaiting.has(codeOf(error)))
        await endExecution(session, executionId, { result: cancelled }).catch(ignore);
      throw error;
    }
  };

  const send: Executions['send'] = async (request, signal) => {
    const response = advance(request, signal);
    const outcome = await race({ signal }, () => response);
    if ('value' in outcome) return outcome.value;
    response.then((late) => (late.status === 'paused' ? cancel(late.pause) : undefined)).catch(ignore);
    throw signal.reason;
  };

  return {
    send,
    resume: ({ runId, state }, body, signal) =>
      send({ path: resumePath(runId), body, progress: progressAfter(readState(state)), runId }, signal),
    cancel,
  };
}

/** Returns the session of a pause. Throws `pause_mismatch` if it is not known here. */
export function sessionOf(sessions: Sessions, clientId: string): ATPSession {
  const session = sessions.byClientId(clientId);
  if (session) return session;
  throw new ToolferryError(
    'pause_mismatch',
    'This pause belongs to another session. Pass that `session` to connectATP().',
  );
}

export function resumePath(executionId: string): string {
  return `/api/resume/${encodeURIComponent(executionId)}`;
}

function ignore(): void {}
