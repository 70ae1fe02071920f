import { isDeepStrictEqual } from 'node:util';
import type { Answer, Pause, PendingCall, RunBackend, RunState, ToolDefinition } from 'toolferry';

export interface ScriptedServer extends RunBackend<string, readonly (readonly Answer[])[]> {
  /** Runs that wait for answers. */
  readonly pending: ReadonlySet<string>;
  readonly cancelled: readonly string[];
  /** The definitions that were offered to each run, in order. */
  readonly offered: readonly (readonly ToolDefinition[])[];
  cancel(pause: Pause): Promise<void>;
}

/**
 * A server that requests these rounds of calls and then completes with all answers. As strict as real ones: it accepts
 * answers only for the pending round, exactly one per call, in the order of the calls, as plain JSON. Its state survives
 * serialization.
 */
export function scriptedServer(...rounds: readonly (readonly PendingCall[])[]): ScriptedServer {
  const answered = new Map<string, (readonly Answer[])[]>();
  const pending = new Set<string>();
  const cancelled: string[] = [];
  const offered: (readonly ToolDefinition[])[] = [];

  const next = (runId: string): RunState<readonly (readonly Answer[])[]> => {
    const answers = answered.get(runId) ?? [];
    const calls = rounds[answers.length];
    if (calls === undefined) return { status: 'completed', output: answers };
    pending.add(runId);
    const pause: Pause = { version: 1, backend: 'scripted', runId, calls, state: { round: answers.length } };
    return { status: 'paused', pause: throughJSON(pause) };
  };

  return {
    name: 'scripted',
    pending,
    cancelled,
    offered,
    async start(_request, host) {
      const runId = `run_${answered.size}`;
      answered.set(runId, []);
      offered.push(host.tools);
      return next(runId);
    },
    async resume(pause, answers) {
      const before = answered.get(pause.runId);
      if (before === undefined || !pending.delete(pause.runId)) throw new Error('409: this run is not waiting');
      if (!isDeepStrictEqual(pause.state, { round: before.length })) throw new Error('409: not the pending round');
      checkAnswers(pause.calls, answers);
      before.push(throughJSON(answers));
      return next(pause.runId);
    },
    async cancel(pause) {
      if (!pending.delete(pause.runId)) throw new Error('409: this run is not waiting');
      cancelled.push(pause.runId);
    },
  };
}

function checkAnswers(calls: readonly PendingCall[], answers: readonly Answer[]): void {
  const [expected, received] = [calls.map(({ id }) => id), answers.map(({ toolCallId }) => toolCallId)];
  if (!isDeepStrictEqual(expected, received))
    throw new Error(`400: expected ${expected.join()}, received ${received.join()}`);
  for (const [index, answer] of answers.entries()) {
    const isDecision = 'approved' in answer;
    if (isDecision !== (calls[index]?.ask === 'approval'))
      throw new Error(`400: wrong kind of answer for ${answer.toolCallId}`);
    if (!isDeepStrictEqual(throughJSON(answer), withoutUndefined(answer)))
      throw new Error('400: the answer is not JSON');
  }
}

function throughJSON<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
