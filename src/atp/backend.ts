import { neverAborted } from '../async/abort-signal.js';
import { race } from '../async/race.js';
import { ToolferryError } from '../errors.js';
import type { Answer, Pause, RunBackend, RunHost, RunState } from '../types.js';
import { type ATPExecution, executionError, readExecution, toExecution } from './execution.js';
import {
  backendName,
  type PauseOf,
  type PauseState,
  readState,
  toCancelBody,
  toPause,
  toResumeBody,
  toWireResult,
} from './pause.js';
import { type ATPServices, callService, defaultMaxLlmCalls, failed } from './services.js';
import type { ATPSession, Sessions } from './session.js';
import type { WireExecution } from './wire-types.js';

/** What one execution is asked to run. */
interface ExecuteRequest {
  readonly code: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface ATPBackend extends RunBackend<ExecuteRequest, ATPExecution> {
  /** Takes a pause to go on with it; throws if this process has it already, or has not its session. */
  take(pause: Pause): void;
}

/** ATP's executions as a backend of the bridge. LLM and embedding calls are answered here: they are not tools. */
export function createBackend(sessions: Sessions, services: ATPServices = {}): ATPBackend {
  /** The newest pause of each execution that somebody here goes on with. */
  const taken = new Map<string, number>();

  const settle = (execution: WireExecution, before: PauseOf): RunState<ATPExecution> => {
    const { executionId, status } = execution;
    if (status === 'paused') {
      const turn = before.turn + 1;
      taken.set(executionId, turn);
      return { status, pause: toPause(execution, { ...before, turn }) };
    }
    taken.delete(executionId);
    if (status !== 'completed') throw executionError(execution);
    return { status, output: toExecution(execution) };
  };

  const cancel = async ({ runId, state }: Pause): Promise<void> => {
    taken.delete(runId);
    const paused = readState(state);
    const session = sessionOf(sessions, paused.clientId);
    await sessions.request(session, resumePath(runId), toCancelBody(paused), neverAborted());
  };

  /** The server works a request to its end. An abort does not wait for that; what it pauses with then is cancelled. */
  const send = async (path: string, body: unknown, before: PauseOf, signal: AbortSignal) => {
    const session = sessionOf(sessions, before.clientId);
    const answered = sessions.request(session, path, body, signal).then(readExecution);
    const outcome = await race({ signal }, () => answered);
    if ('value' in outcome) return settle(outcome.value, before);
    answered.then((late) => (late.status === 'paused' ? cancel(toPause(late, before)) : undefined)).catch(ignore);
    throw signal.reason;
  };

  const execute = async (body: ExecuteRequest, { tools, signal }: RunHost) => {
    const { clientId } = await sessions.forTools(tools, signal);
    return send('/api/execute', body, { clientId, turn: 0, llmCalls: 0 }, signal);
  };

  return {
    name: backendName,
    start: (body, host) =>
      execute(body, host).catch((error: unknown) => {
        // A server that was restarted has forgotten the session: nothing ran yet, and a new one may.
        if (codeOf(error) !== 'forbidden' || host.signal.aborted) throw error;
        sessions.forgetNewest();
        return execute(body, host);
      }),
    async resume({ runId, state }, answers, host) {
      const paused = readState(state);
      const results = await answerAll(services, paused, answers, host);
      return send(resumePath(runId), toResumeBody(paused, results), paused, host.signal).catch((error: unknown) => {
        throw codeOf(error) === 'not_found' ? expired(runId) : error;
      });
    },
    cancel,
    take({ runId, state }) {
      const { turn, clientId } = readState(state);
      sessionOf(sessions, clientId);
      if (turn <= (taken.get(runId) ?? 0)) throw alreadyResumed(runId);
      taken.set(runId, turn);
    },
  };
}

/** One result for each thing the server waits for, in its order; a failing one fails alone. */
function answerAll(
  services: ATPServices,
  { waits, llmCalls }: PauseState,
  answers: readonly Answer[],
  { signal }: RunHost,
) {
  const isOver = llmCalls > (services.maxLlmCalls ?? defaultMaxLlmCalls);
  return Promise.all(
    waits.map(async ({ id, service }) => {
      if (service === undefined) return toWireResult(answers.find((answer) => answer.toolCallId === id));
      if (service.type === 'llm' && isOver) return failed('This client answers no more LLM calls of this execution.');
      return callService(services, service, signal);
    }),
  );
}

function sessionOf(sessions: Sessions, clientId: string): ATPSession {
  const session = sessions.byClientId(clientId);
  if (session) return session;
  throw new ToolferryError('pause_mismatch', 'This pause belongs to another session. Connect with that `session`.');
}

function resumePath(executionId: string): string {
  return `/api/resume/${encodeURIComponent(executionId)}`;
}

function expired(executionId: string): ToolferryError {
  const message = 'The ATP server does not know this execution: it expired, or was answered already.';
  return new ToolferryError('execution_expired', message, { data: { executionId } });
}

function alreadyResumed(executionId: string): ToolferryError {
  const message = 'This connection answers this pause already. Nothing was run again.';
  return new ToolferryError('already_resumed', message, { data: { executionId } });
}

function codeOf(error: unknown): string | undefined {
  return ToolferryError.isInstance(error) ? error.code : undefined;
}

function ignore(): void {}
