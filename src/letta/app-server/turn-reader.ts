import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { member } from '../../schema/member.js';
import { toLettaError } from '../letta-error.js';
import { isGoodEnd, stopError } from '../stop-reason.js';
import type { LettaEvent, LettaTurn } from '../turn.js';
import { openTurnLog } from '../turn-log.js';
import { addUsage, noUsage, toUsage } from '../usage.js';
import type { Delta, StreamDelta, TurnFinished } from './frames.js';

/** What a turn's frames add up to. */
export interface TurnReader {
  read(frame: StreamDelta): void;
  /** A call is run here: that the server repeats its result is no news. */
  running(callId: string): void;
  /** The turn, or why it failed, thrown. */
  end(frame: TurnFinished): LettaTurn;
}

/** Reads one turn: tells its events, and keeps its messages. A frame that comes twice counts once. */
export function openTurnReader(isLocal: (name: string) => boolean, emit: (event: LettaEvent) => void): TurnReader {
  const seen = new Set<string>();
  let text = '';
  let usage = noUsage;
  let error: unknown;
  const tell = (event: LettaEvent): void => {
    if (event.type === 'text') text += event.text;
    if (event.type === 'call-requested') text = '';
    emit(event);
  };
  const log = openTurnLog(tell);
  const endStep = (): void => {
    for (const call of log.endStep())
      tell({ type: 'call-requested', call, on: isLocal(call.name) ? 'client' : 'server' });
  };
  const readDelta = (delta: Delta): void => {
    switch (delta.message_type) {
      case 'stop_reason':
        endStep();
        return;
      case 'usage_statistics':
        // The server does not say how many steps: it tells the usage of each.
        usage = addUsage(usage, { ...toUsage(delta), steps: delta.step_count ?? 1 });
        return;
      case 'error_message':
        error = delta;
        return;
      case 'loop_error':
        error = delta.api_error ?? error ?? delta;
        return;
      case 'ping':
      case 'user_message':
        return;
      default:
        if (member(delta, 'type') === 'message') log.add(delta as LettaStreamingResponse);
    }
  };

  return {
    read({ delta, idempotency_key: key, subagent_id }) {
      if (subagent_id !== undefined || (key !== undefined && seen.has(key))) return;
      if (key !== undefined) seen.add(key);
      readDelta(delta);
    },
    running: (callId) => log.answered([callId]),
    end({ stop_reason: stopReason, error: words }) {
      endStep();
      if (isGoodEnd(stopReason)) return { messages: log.messages, text, stopReason, usage };
      if (error === undefined && words === undefined) throw stopError(stopReason);
      throw toLettaError({ error: error ?? wordsOf(words) });
    },
  };
}

/** The server's last words are a text, or the JSON text of an error. */
function wordsOf(words: string | undefined): unknown {
  try {
    return member(JSON.parse(String(words)), 'error') ?? { message: words };
  } catch {
    return { message: words };
  }
}
