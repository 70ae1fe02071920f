import type { Pause, RunHost } from '../../types.js';
import { callIdInRun, type RequestedCall } from '../requested-calls.js';
import type { LettaEvent } from '../turn.js';
import { openTurnLog, type TurnLog } from '../turn-log.js';

/** What this process knows of a turn. */
export interface TurnState {
  readonly log: TurnLog;
  /** The calls of a run under ids that are new in this turn. */
  underNewIds(calls: readonly RequestedCall[], runId: string): RequestedCall[];
  /** Emits the calls of a pause that were not emitted before. */
  reportCalls(calls: Pause['calls']): void;
  /** Records the calls, by the server's ids, whose answers were accepted. */
  accepted(toolCallIds: readonly string[]): void;
}

export function openTurnState(host: RunHost): TurnState {
  const reported = new Set<string>();
  const answered = new Set<string>();
  // Events after an abort are dropped.
  const emit = (event: LettaEvent): void => {
    if (!host.signal.aborted) host.emit(event);
  };

  return {
    log: openTurnLog(emit),
    underNewIds: (calls, runId) =>
      calls.map((call) => (answered.has(call.id) ? { ...call, id: callIdInRun(call.id, runId) } : call)),
    reportCalls(calls) {
      for (const { id, name, input, ask } of calls) {
        if (!reported.has(id))
          emit({ type: 'call-requested', call: { id, name, input }, on: ask ? 'server' : 'client' });
        reported.add(id);
      }
    },
    accepted(toolCallIds) {
      for (const id of toolCallIds) answered.add(id);
    },
  };
}
