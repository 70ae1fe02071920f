import { within } from '../bridge/within.js';
import { ToolferryError } from '../errors.js';
import { toJSON } from '../result/to-json.js';
import type { JSONValue, Pause, RunBackend, RunState } from '../types.js';
import { executionError } from './execution-error.js';
import { backendName, readState, toCancelBody, toPause, toResumeBody } from './pause.js';
import type { ATPSession, Sessions } from './session.js';
import type { ExecutionStats, WireExecution } from './wire-types.js';

/** What one execution is asked to run. */
interface ExecuteRequest {
  readonly code: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A completed execution. */
export interface Execution {
  readonly executionId: string;
  readonly status: 'completed';
  /** What the code returned; null if nothing. */
  readonly result: JSONValue;
  readonly stats?: ExecutionStats | undefined;
  /** With `provenanceMode`: the server's tokens for values of the result. */
  readonly provenanceTokens?: JSONValue | undefined;
}

export interface ATPBackend extends RunBackend<ExecuteRequest, Execution> {
  /** Takes a pause to go on with it; throws if this process has it already, or has not its session. */
  take(pause: Pause): void;
}

/** ATP's executions as a backend of the bridge. */
export function createBackend(sessions: Sessions): ATPBackend {
  /** The newest pause of each execution that somebody here goes on with. */
  const taken = new Map<string, number>();

  const settle = (execution: WireExecution, { clientId }: ATPSession): RunState<Execution> => {
    const { executionId, status } = execution;
    if (status === 'paused') {
      const turn = (taken.get(executionId) ?? 0) + 1;
      taken.set(executionId, turn);
      return { status, pause: toPause(execution, clientId, turn) };
    }
    taken.delete(executionId);
    if (status !== 'completed') throw executionError(execution);
    return { status, output: toExecution(execution) };
  };

  const cancel = async (pause: Pause): Promise<void> => {
    taken.delete(pause.runId);
    const never = new AbortController().signal;
    await sessions.request(sessionOf(sessions, pause), resumePath(pause.runId), toCancelBody(pause), never);
  };

  const cancelIfPaused = async (execution: WireExecution, { clientId }: ATPSession): Promise<void> => {
    if (execution.status === 'paused') await cancel(toPause(execution, clientId, 0));
  };

  /** The server works a request to its end. An abort does not wait for that; what it pauses with then is cancelled. */
  const send = async (session: ATPSession, path: string, body: unknown, signal: AbortSignal) => {
    const answered = sessions.request(session, path, body, signal).then(readExecution);
    const outcome = await within({ signal }, () => answered);
    if ('value' in outcome) return settle(outcome.value, session);
    answered.then((late) => cancelIfPaused(late, session)).catch(ignore);
    throw signal.reason;
  };

  return {
    name: backendName,
    async start(body, { tools, signal }) {
      const session = await sessions.forTools(tools, signal);
      return send(session, '/api/execute', body, signal).catch(async (error: unknown) => {
        // A server that was restarted has forgotten the session: nothing ran yet, and a new one may.
        if (codeOf(error) !== 'forbidden' || signal.aborted) throw error;
        sessions.forget(session);
        return send(await sessions.forTools(tools, signal), '/api/execute', body, signal);
      });
    },
    async resume(pause, answers, { signal }) {
      const body = toResumeBody(pause, answers);
      return send(sessionOf(sessions, pause), resumePath(pause.runId), body, signal).catch((error: unknown) => {
        throw codeOf(error) === 'not_found' ? expired(pause) : error;
      });
    },
    cancel,
    take(pause) {
      const { turn } = readState(pause.state);
      sessionOf(sessions, pause);
      if (turn <= (taken.get(pause.runId) ?? 0)) throw alreadyResumed(pause);
      taken.set(pause.runId, turn);
    },
  };
}

function sessionOf(sessions: Sessions, pause: Pause): ATPSession {
  const session = sessions.byClientId(readState(pause.state)?.clientId);
  if (session) return session;
  const message = 'This pause belongs to another session. Connect with that `session`.';
  throw new ToolferryError('pause_mismatch', message, { data: { executionId: pause.runId } });
}

function resumePath(executionId: string): string {
  return `/api/resume/${encodeURIComponent(executionId)}`;
}

function readExecution(body: unknown): WireExecution {
  const { executionId, status } = body as Partial<WireExecution>;
  if (typeof executionId === 'string' && typeof status === 'string') return body as WireExecution;
  throw new ToolferryError('invalid_response', 'The ATP server answered no execution.');
}

function toExecution({ executionId, result, stats, provenanceTokens }: WireExecution): Execution {
  return {
    executionId,
    status: 'completed',
    result: toJSON(result),
    ...(stats && { stats }),
    ...(provenanceTokens !== undefined && { provenanceTokens: toJSON(provenanceTokens) }),
  };
}

function expired(pause: Pause): ToolferryError {
  const message = 'The ATP server does not know this execution: it expired, or was answered already.';
  return new ToolferryError('execution_expired', message, { data: { executionId: pause.runId } });
}

function alreadyResumed(pause: Pause): ToolferryError {
  const message = 'This connection answers this pause already. Nothing was run again.';
  return new ToolferryError('already_resumed', message, { data: { executionId: pause.runId } });
}

function codeOf(error: unknown): string | undefined {
  return ToolferryError.isInstance(error) ? error.code : undefined;
}

function ignore(): void {}
