import type { Pause, RunHost } from '../../types.js';
import { contentText } from '../content-text.js';
import type { RequestedCall } from '../requested-calls.js';
import type { LettaEvent, LettaTurn } from '../turn.js';
import { openTurnLog, type TurnLog } from '../turn-log.js';
import { addUsage, noUsage } from '../usage.js';
import { callIdInRun } from './call-id.js';
import type { Step } from './read-step.js';

/** What this process saw of a turn. */
export interface SeenTurn {
  readonly log: TurnLog;
  /** The calls of a run under ids that are new in this turn. */
  underNewIds(calls: readonly RequestedCall[], runId: string): RequestedCall[];
  /** Tells the calls of a pause that nobody was told of. */
  tellCalls(calls: Pause['calls']): void;
  /** Notes the calls, by the server's ids, whose answers were taken. */
  taken(callIds: readonly string[]): void;
  addUsage(usage: Step['usage']): void;
  /** All of it, as whoever started the turn gets it. */
  end(stopReason: string): LettaTurn;
}

/** Opens what is seen of the turn that a host runs. */
export function openSeenTurn(host: RunHost): SeenTurn {
  const told = new Set<string>();
  const answered = new Set<string>();
  let usage = noUsage;
  // What comes after an abort is dropped.
  const tell = (event: LettaEvent): void => {
    if (!host.signal.aborted) host.emit(event);
  };
  const log = openTurnLog(tell);

  return {
    log,
    underNewIds: (calls, runId) =>
      calls.map((call) => (answered.has(call.id) ? { ...call, id: callIdInRun(call.id, runId) } : call)),
    tellCalls(calls) {
      for (const { id, name, input, ask } of calls) {
        if (!told.has(id)) tell({ type: 'call-requested', call: { id, name, input }, on: ask ? 'server' : 'client' });
        told.add(id);
      }
    },
    taken(callIds) {
      for (const callId of callIds) answered.add(callId);
    },
    addUsage(more) {
      usage = addUsage(usage, more);
    },
    end: (stopReason) => ({ messages: log.messages, text: lastText(log.messages), stopReason, usage }),
  };
}

/** What the agent said after its last tool call. */
function lastText(messages: LettaTurn['messages']): string {
  const isCall = /^(approval_request|tool_call|tool_return)_message$/;
  const last = messages.findLastIndex(({ message_type = '' }) => isCall.test(message_type));
  return messages
    .slice(last + 1)
    .map((message) => (message.message_type === 'assistant_message' ? contentText(message.content) : ''))
    .join('');
}
