import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { getProperty } from '../../unknown.js';
import { isGoodEnd, stopError, toLettaError } from '../letta-error.js';
import type { LettaEvent, LettaTurn } from '../turn.js';
import { openTurnLog } from '../turn-log.js';
import type { Delta, StreamDelta, TurnFinished } from './frames.js';

/** Reads the frames of one turn. */
export interface TurnReader {
  read(frame: StreamDelta): void;
  /** Records a call that runs here: the server repeats its result, which is not emitted. */
  running(toolCallId: string): void;
  /** Returns the turn; throws why it failed. */
  end(frame: TurnFinished): LettaTurn;
}

/** Opens the reader of one turn, which emits its events and keeps its messages. A frame that arrives twice counts once. */
export function openTurnReader(isLocal: (name: string) => boolean, emit: (event: LettaEvent) => void): TurnReader {
  const seen = new Set<string>();
  let error: unknown;
  const log = openTurnLog(emit);
  const endStep = (): void => {
    for (const call of log.endStep())
      emit({ type: 'call-requested', call, on: isLocal(call.name) ? 'client' : 'server' });
  };
  const readDelta = (delta: Delta): void => {
    switch (delta.message_type) {
      case 'stop_reason':
        endStep();
        return;
      case 'usage_statistics':
        log.add(delta);
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
        if (getProperty(delta, 'type') === 'message') log.add(delta as LettaStreamingResponse);
    }
  };

  return {
    read({ delta, idempotency_key: key, subagent_id }) {
      if (subagent_id !== undefined || (key !== undefined && seen.has(key))) return;
      if (key !== undefined) seen.add(key);
      readDelta(delta);
    },
    running: (toolCallId) => log.answered([toolCallId]),
    end({ stop_reason: stopReason, error: words }) {
      endStep();
      if (isGoodEnd(stopReason)) return log.end(stopReason);
      if (error === undefined && words === undefined) throw stopError(stopReason);
      throw toLettaError({ error: error ?? wordsOf(words) });
    },
  };
}

/** The server's last words are a text, or the JSON text of an error. */
function wordsOf(words: string | undefined): unknown {
  try {
    return getProperty(JSON.parse(String(words)), 'error') ?? { message: words };
  } catch {
    return { message: words };
  }
}
