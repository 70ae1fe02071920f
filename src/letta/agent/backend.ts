import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import { randomUUID } from '../../random-uuid.js';
import type { RunBackend, RunHost, RunState } from '../../types.js';
import { clearPendingCalls } from '../rest/clear-pending-calls.js';
import type { Conversation } from '../rest/conversation.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { otidOf, readStarted } from '../rest/start-once.js';
import { waitingAfterMismatch } from '../rest/waiting-after-mismatch.js';
import type { LettaTurn } from '../turn.js';
import { checkStillPending } from './check-still-pending.js';
import { backendName, readState } from './pause.js';
import {
  openTurnState,
  pauseTurn,
  type RunningTurn,
  sendAnswers,
  sendInTurn,
  type TurnOptions,
  type TurnState,
  toRunState,
} from './running-turn.js';

/** A message to the agent, and the fields that every request of its turn has in addition. */
export interface LettaRequest {
  readonly message: MessageCreate;
  readonly fields: LettaRequestFields;
}

/** Returns the state of a run that may have been read back. Throws `already_resumed` if its calls were answered since. */
async function stillPending(conversation: Conversation, state: RunState<LettaTurn>): Promise<RunState<LettaTurn>> {
  if (state.status === 'paused') await checkStillPending(conversation, state.pause);
  return state;
}

/** Creates the backend that runs a Letta agent's turns. */
export function createBackend(options: TurnOptions): RunBackend<LettaRequest, LettaTurn> {
  const { conversation } = options;
  const turns = new WeakMap<RunHost, TurnState>();
  const turnOf = (host: RunHost, fields: LettaRequestFields): RunningTurn => {
    const state = turns.get(host) ?? openTurnState(host);
    turns.set(host, state);
    return { ...options, host, state, fields };
  };

  return {
    name: backendName,
    async start({ message, fields }, host) {
      const turn = turnOf(host, fields);
      const otid = host.key === undefined ? randomUUID() : await otidOf(host.key);
      if (host.mayRepeat) {
        const started = await readStarted(conversation, turn.state.log, otid, host.signal);
        if (started !== undefined) return stillPending(conversation, await toRunState(turn, started));
      }
      return toRunState(turn, await sendInTurn(turn, [{ type: 'message' as const, ...message, otid }]));
    },
    async resume(pause, answers, host) {
      const { fields, corrections } = readState(pause, conversation);
      const turn = turnOf(host, fields);
      try {
        const state = await toRunState(turn, await sendAnswers(turn, pause, answers));
        return host.mayRepeat ? await stillPending(conversation, state) : state;
      } catch (error) {
        const waiting = await waitingAfterMismatch(conversation, error, corrections);
        // The bridge gives answered calls the same answers again, and runs only new ones.
        return pauseTurn(turn, { ...waiting, stopReason: '' }, corrections + 1);
      }
    },
    check: (pause) => checkStillPending(conversation, pause),
    cancel: ({ runId }) => clearPendingCalls(conversation, runId),
  };
}
