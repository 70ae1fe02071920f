import { codeOf, ToolferryError } from '../errors.js';
import type { Pause, RunBackend, RunHost } from '../types.js';
import type { ATPExecuteConfig } from './execute-config.js';
import type { ATPExecution } from './execution.js';
import { createExecutions, resumePath, sessionOf } from './executions.js';
import { backendName, readState } from './pause.js';
import { createProvenance } from './provenance.js';
import { look, resumeExecution } from './resume-execution.js';
import type { ATPServices } from './services.js';
import type { Sessions } from './session.js';

/** The code of one execution and its configuration. */
interface ExecuteRequest {
  readonly code: string;
  readonly config: ATPExecuteConfig & { readonly clientServices: object };
  /** Whether code that may have started before is not started again. */
  readonly startsOnce?: boolean | undefined;
}

export interface ATPBackendOptions extends ATPServices {
  /** Maximum calls in one pause. An execution that pauses with more is cancelled and rejects with `too_many_calls`. Default 1,000. */
  readonly maxCallsPerPause?: number | undefined;
}

export interface ATPBackend extends RunBackend<ExecuteRequest, ATPExecution> {
  /** Throws `pause_mismatch` if the session of a pause is not known here. */
  checkSession(pause: Pause): void;
  /**
   * Claims a pause for this connection. Throws if it was claimed before, because its handlers may have run. Those of a pause that
   * has all answers do not run. Returns the function that gives the claim back.
   */
  claim(pause: Pause): () => void;
}

/** Creates the backend that runs ATP's executions. It answers LLM and embedding calls itself, because they are not tools. */
export function createBackend(sessions: Sessions, options: ATPBackendOptions = {}): ATPBackend {
  const { maxCallsPerPause = 1_000 } = options;
  const provenance = createProvenance();
  /** The rank of the newest claimed pause of each paused execution. */
  const claimed = new Map<string, number>();
  const executions = createExecutions({ sessions, provenance, maxCallsPerPause, claimed });

  const execute = async ({ code, config }: ExecuteRequest, { tools, signal }: RunHost) => {
    const { clientId } = await sessions.forTools(tools, signal);
    const provenanceHints = provenance.hints(config.provenanceHints);
    const body = { code, config: { ...config, ...(provenanceHints.length > 0 && { provenanceHints }) } };
    const progress = { clientId, pauses: 0, llmCalls: 0, embeddings: 0 };
    return executions.send({ path: '/api/execute', body, progress }, signal);
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

  const checkSession = ({ state }: Pause): void => void sessionOf(sessions, readState(state).clientId);

  return {
    name: backendName,
    async start(body, host) {
      if (body.startsOnce && host.mayRepeat) throw startUnknown();
      return execute(body, host).catch(async (error: unknown) => {
        // A restarted server does not know the session and ran nothing, so the request is safe to repeat in a new session.
        if (codeOf(error) !== 'forbidden' || host.signal.aborted || !(await isSessionGone(host.signal))) throw error;
        sessions.forgetNewest();
        return execute(body, host);
      });
    },
    resume: (pause, answers, host) => resumeExecution(executions, options, { pause, answers }, host),
    cancel: executions.cancel,
    checkSession,
    async check(pause, { signal }) {
      checkSession(pause);
      if (!pause.calls.some(({ waiting }) => waiting)) return;
      const { runId } = pause;
      const rank = claimed.get(runId) ?? 0;
      const moved = await look(executions, pause, signal);
      // The pause that it has looked at is not a new one.
      claimed.set(runId, rank);
      if (moved !== undefined) throw alreadyResumed(runId);
    },
    claim(pause) {
      const { runId, calls, answers = [] } = pause;
      const before = claimed.get(runId) ?? 0;
      const rank = rankOf(pause);
      if (answers.length < calls.length && rank <= before) throw alreadyResumed(runId);
      claimed.set(runId, rank);
      return () => void (claimed.get(runId) === rank && claimed.set(runId, before));
    },
  };
}

/** Pauses are counted. One that ended its run because an approval was put off comes after the same pause in that run. */
function rankOf({ state, calls }: Pause): number {
  return readState(state).pauses + (calls.some(({ waiting }) => waiting) ? 0.5 : 0);
}

function startUnknown(): ToolferryError {
  const message =
    'Nobody knows whether the code ran: the process that started it ended before that was recorded. Find out before you execute it again, or ask the user.';
  return new ToolferryError('outcome_unknown', message);
}

function alreadyResumed(executionId: string): ToolferryError {
  const message = 'This pause was resumed already. Nothing was run again. Discard it.';
  return new ToolferryError('already_resumed', message, { data: { executionId } });
}
