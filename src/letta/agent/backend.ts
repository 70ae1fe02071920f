import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import type { RunBackend, RunHost } from '../../types.js';
import { codeOf } from '../letta-error.js';
import { clearPendingCalls } from '../rest/clear-pending-calls.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import type { LettaTurn } from '../turn.js';
import { backendName, readState } from './pause.js';
import {
  answer,
  openTurnState,
  paused,
  type RunningTurn,
  send,
  settle,
  type TurnOptions,
  type TurnState,
} from './running-turn.js';

/** A message to the agent, and what every request of its turn says beside it. */
export interface LettaRequest {
  readonly message: MessageCreate;
  readonly fields: LettaRequestFields;
}

/** How often the calls that the server really waits for are read again after it said that the answers were others. */
const maxCorrections = 2;

/** A Letta agent's turns as a backend of the bridge. */
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
      const stamped = { type: 'message' as const, ...message, otid: crypto.randomUUID() };
      return settle(turn, await send(turn, [stamped]));
    },
    async resume(pause, answers, host) {
      const { fields, corrections } = readState(pause, conversation);
      const turn = turnOf(host, fields);
      try {
        return await settle(turn, await answer(turn, pause, answers));
      } catch (error) {
        if (codeOf(error) !== 'tool_call_mismatch' || corrections >= maxCorrections) throw error;
        const waiting = await conversation.waiting();
        if (waiting === undefined) throw error;
        // The run gives answered calls the same answers again, and runs only what is new.
        return paused(turn, { ...waiting, stopReason: '' }, corrections + 1);
      }
    },
    cancel: ({ runId }) => clearPendingCalls(conversation, runId),
  };
}
