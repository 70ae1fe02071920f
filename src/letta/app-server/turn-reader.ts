import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { getProperty } from '../../unknown.js';
import { stopError, successfulStops, toLettaError } from '../letta-error.js';
import type { LettaEvent, LettaTurn } from '../turn.js';
import { openTurnLog } from '../turn-log.js';
import type { Delta, StreamDelta, TurnFinished } from './frames.js';

/** Reads the frames of one turn. */
export interface TurnReader {
  read(frame: StreamDelta): void;
  /** Records a call that runs here: the server repeats its result, which is not emitted. */
  recordRunning(toolCallId: string): void;
  /** Returns the turn. Throws if it failed. */
  end(frame: TurnFinished): LettaTurn;
}

/** Opens the reader of one turn, which emits its events and keeps its messages. It ignores a frame that arrives again. */
export function openTurnReader(isClientTool: (name: string) => boolean, emit: (event: LettaEvent) => void): TurnReader {
  const readKeys = new Set<string>();
  let error: unknown;
  const log = openTurnLog(emit);
  const endStep = (): void => {
    for (const call of log.flushCalls())
      emit({ type: 'call-requested', call, on: isClientTool(call.name) ? 'client' : 'server' });
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
      if (subagent_id !== undefined || (key !== undefined && readKeys.has(key))) return;
      if (key !== undefined) readKeys.add(key);
      readDelta(delta);
    },
    recordRunning: (toolCallId) => log.recordAnswered([toolCallId]),
    end({ stop_reason: stopReason, error: message }) {
      endStep();
      if (successfulStops.has(stopReason)) return log.end(stopReason);
      if (error === undefined && message === undefined) throw stopError(stopReason);
      throw toLettaError({ error: error ?? parseError(message) });
    },
  };
}

/** Parses the error of a turn, which is a message or the JSON text of an error. */
function parseError(message: string | undefined): unknown {
  try {
    return getProperty(JSON.parse(String(message)), 'error') ?? { message };
  } catch {
    return { message };
  }
}
