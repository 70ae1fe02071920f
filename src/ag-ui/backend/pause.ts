import { ToolferryError } from '../../errors.js';
import type { JSONValue, Pause } from '../../types.js';
import { isObject } from '../../unknown.js';
import type { Questions } from './pending-calls.js';
import type { AGUIContext, AGUIMessage } from './wire-types.js';

export const backendName = 'ag-ui';

/** The parts that every request of a run has in addition to its messages. */
export interface Thread {
  readonly threadId: string;
  readonly context: readonly AGUIContext[];
  readonly forwardedProps: JSONValue;
  readonly state: JSONValue;
  /** Calls that had no result before the run, which it does not answer. */
  readonly ignored: readonly string[];
}

/** The state of a pause: the whole conversation, which the agent itself need not keep. */
export interface PauseState extends Thread {
  readonly messages: readonly AGUIMessage[];
  readonly interrupts: Questions['interrupts'];
  readonly isVersioned: boolean;
  /** How many requests the run has sent. */
  readonly round: number;
}

export function toPause(runId: string, calls: Pause['calls'], state: PauseState): Pause {
  return { version: 1, backend: backendName, runId, calls, state: state as unknown as JSONValue };
}

/** Throws `pause_mismatch` for a state that is not of this backend. */
export function readState({ state }: Pause): PauseState {
  const isOurs =
    isObject(state) &&
    typeof state.threadId === 'string' &&
    typeof state.round === 'number' &&
    [state.messages, state.interrupts, state.ignored, state.context].every(Array.isArray);
  if (isOurs) return state as unknown as PauseState;
  throw new ToolferryError('pause_mismatch', 'This pause has no conversation with an AG-UI agent. Nothing was run.');
}
