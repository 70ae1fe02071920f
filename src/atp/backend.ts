import { neverAborted } from '../async/abort-signal.js';
import { race } from '../async/race.js';
import { codeOf, ToolferryError } from '../errors.js';
import type { Answer, Pause, RunBackend, RunHost, RunState } from '../types.js';
import { isObject } from '../unknown.js';
import type { ATPExecuteConfig } from './execute-config.js';
import { type ATPExecution, executionError, readExecution, readExecutionId, toExecution } from './execution.js';
import { invalidResponse } from './invalid-response.js';
import {
  addServiceResults,
  backendName,
  cancelled,
  type ExecutionProgress,
  type PauseState,
  progressAfter,
  readState,
  toCancelBody,
  toPause,
  toResumeBody,
  toWireResult,
} from './pause.js';
import { createProvenance } from './provenance.js';
import { graceMs } from './run-request.js';
import { type ATPServices, callService, countServices, sandboxError } from './services.js';
import type { ATPSession, Sessions } from './session.js';

/** The code of one execution and its configuration. */
interface ExecuteRequest {
  readonly code: string;
  readonly config: ATPExecuteConfig & { readonly clientServices: object };
}

export interface ATPBackendOptions extends ATPServices {
  /** Maximum calls in one pause. An execution that pauses with more is cancelled and rejects with `too_many_calls`. Default 1,000. */
  readonly maxCallsPerPause?: number | undefined;
}

/** The codes of requests after which an execution may wait forever: it cannot be answered, or the server refused the answers. */
const leavesWaiting = new Set<string | undefined>(['invalid_response', 'too_many_calls', 'bad_request']);

/** A request that starts or resumes an execution. */
interface ExecutionRequest {
  readonly path: string;
  readonly body: unknown;
  readonly progress: ExecutionProgress;
  /** Known when an execution is resumed. */
  readonly runId?: string;
}

export interface ATPBackend extends RunBackend<ExecuteRequest, ATPExecution> {
  /**
   * Claims a pause for this connection. Throws if its session is not known here, or if it was claimed before, because its
   * handlers may have run. Those of a pause that has all answers do not run.
   */
  claim(pause: Pause): void;
}

/** Creates the backend that runs ATP's executions. It answers LLM and embedding calls itself, because they are not tools. */
export function createBackend(sessions: Sessions, options: ATPBackendOptions = {}): ATPBackend {
  const { maxCallsPerPause = 1_000 } = options;
  const provenance = createProvenance();
  /** The number of the newest claimed pause of each paused execution. */
  const claimed = new Map<string, number>();

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

  /** An abort does not wait for the server: if the execution pauses while the request may still take, it is cancelled. */
  const send = async (request: ExecutionRequest, signal: AbortSignal) => {
    const response = advance(request, signal);
    const outcome = await race({ signal }, () => response);
    if ('value' in outcome) return outcome.value;
    response.then((late) => (late.status === 'paused' ? cancel(late.pause) : undefined)).catch(ignore);
    throw signal.reason;
  };

  const execute = async ({ code, config }: ExecuteRequest, { tools, signal }: RunHost) => {
    const { clientId } = await sessions.forTools(tools, signal);
    const provenanceHints = provenance.hints(config.provenanceHints);
    const body = { code, config: { ...config, ...(provenanceHints.length > 0 && { provenanceHints }) } };
    return send({ path: '/api/execute', body, progress: { clientId, pauses: 0, llmCalls: 0, embeddings: 0 } }, signal);
  };

  /** Sends no code. For an execution that it does not know the server answers 403 only if it does not know the session. */
  const isSessionGone = async (signal: AbortSignal): Promise<boolean> => {
    const session = sessions.newest();
    if (session === undefined) return false;
    const probe = sessions.request(session, { path: resumePath('unknown'), body: { result: null }, signal });
    return probe.then(
      () => false,
      (error: unknown) => codeOf(error) === 'forbidden',
    );
  };

  return {
    name: backendName,
    start: (body, host) =>
      execute(body, host).catch(async (error: unknown) => {
        // A restarted server does not know the session and ran nothing, so the request is safe to repeat in a new session.
        if (codeOf(error) !== 'forbidden' || host.signal.aborted || !(await isSessionGone(host.signal))) throw error;
        sessions.forgetNewest();
        return execute(body, host);
      }),
    async resume(pause, answers, host) {
      const { runId } = pause;
      const paused = readState(pause.state);
      const results = await answerAll(options, paused, answers, host);
      const body = toResumeBody(paused, results);
      return send({ path: resumePath(runId), body, progress: progressAfter(paused), runId }, host.signal).catch(
        (error: unknown) => {
          throw codeOf(error) === 'not_found' ? expired(runId) : withServiceResults(error, pause, results);
        },
      );
    },
    cancel,
    claim({ runId, state, calls, answers = [] }) {
      const { pauses, clientId } = readState(state);
      sessionOf(sessions, clientId);
      if (answers.length < calls.length && pauses <= (claimed.get(runId) ?? 0)) throw alreadyResumed(runId);
      claimed.set(runId, pauses);
    },
  };
}

/** Returns one result for each callback, in the server's order. A failing callback does not affect the others. */
function answerAll(services: ATPServices, paused: PauseState, answers: readonly Answer[], { signal }: RunHost) {
  const answerOf = new Map(answers.map((answer) => [answer.toolCallId, answer]));
  const refusalOf = countServices(services, paused);
  return Promise.all(
    paused.callbacks.map(async (callback) => {
      const { id, service, result } = callback;
      if (service === undefined) return toWireResult(answerOf.get(id), callback);
      if (result !== undefined) return result;
      const refusal = refusalOf(service.type);
      return refusal === undefined ? callService(services, service, signal) : sandboxError(refusal);
    }),
  );
}

/** Returns the error of results that were not delivered. Its pause has those of the service calls, which are not repeated. */
function withServiceResults(error: unknown, pause: Pause, results: readonly unknown[]): unknown {
  if (!ToolferryError.isInstance(error)) return error;
  const { code, message, data } = error;
  const kept = { ...pause, state: addServiceResults(readState(pause.state), results) };
  return new ToolferryError(code, message, { data: { ...(isObject(data) && data), pause: kept }, cause: error.cause });
}

function sessionOf(sessions: Sessions, clientId: string): ATPSession {
  const session = sessions.byClientId(clientId);
  if (session) return session;
  throw new ToolferryError(
    'pause_mismatch',
    'This pause belongs to another session. Pass that `session` to connectATP().',
  );
}

function resumePath(executionId: string): string {
  return `/api/resume/${encodeURIComponent(executionId)}`;
}

function expired(executionId: string): ToolferryError {
  const message =
    'The ATP server does not know this execution: it has expired or was already resumed. Execute the code again only if it is safe to run twice.';
  return new ToolferryError('execution_expired', message, { data: { executionId } });
}

function alreadyResumed(executionId: string): ToolferryError {
  const message = 'This connection has already resumed this pause. Nothing was run again.';
  return new ToolferryError('already_resumed', message, { data: { executionId } });
}

function ignore(): void {}
