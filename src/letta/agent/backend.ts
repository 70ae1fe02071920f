import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import type { RunBackend, RunHost } from '../../types.js';
import { clearPendingCalls } from '../rest/clear-pending-calls.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { waitingAfterMismatch } from '../rest/waiting-after-mismatch.js';
import type { LettaTurn } from '../turn.js';
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
      const messages = [{ type: 'message' as const, ...message, otid: crypto.randomUUID() }];
      return toRunState(turn, await sendInTurn(turn, messages));
    },
    async resume(pause, answers, host) {
      const { fields, corrections } = readState(pause, conversation);
      const turn = turnOf(host, fields);
      try {
        return await toRunState(turn, await sendAnswers(turn, pause, answers));
      } catch (error) {
        const waiting = await waitingAfterMismatch(conversation, error, corrections);
        // The bridge gives answered calls the same answers again, and runs only new ones.
        return pauseTurn(turn, { ...waiting, stopReason: '' }, corrections + 1);
      }
    },
    cancel: ({ runId }) => clearPendingCalls(conversation, runId),
  };
}
