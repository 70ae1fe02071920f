import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import type { RunBackend, RunHost } from '../../types.js';
import { codeOf } from '../letta-error.js';
import type { LettaTurn } from '../turn.js';
import { noUsage } from '../usage.js';
import { leaveNothingPending } from './leave-nothing-pending.js';
import { backendName, type LettaRequestFields, readState } from './pause.js';
import { answer, paused, type RunningTurn, send, settle, type TurnOptions } from './running-turn.js';
import { openSeenTurn, type SeenTurn } from './seen-turn.js';

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
  const turns = new WeakMap<RunHost, SeenTurn>();
  const turnOf = (host: RunHost, fields: LettaRequestFields): RunningTurn => {
    const seen = turns.get(host) ?? openSeenTurn(host);
    turns.set(host, seen);
    return { ...options, host, seen, fields };
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
        // The run answers what it has answered from its journal, and runs only what is new.
        return paused(turn, { ...waiting, stopReason: '', usage: noUsage }, corrections + 1);
      }
    },
    cancel: ({ runId }) => leaveNothingPending(conversation, runId),
  };
}
