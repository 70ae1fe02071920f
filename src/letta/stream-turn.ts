import { eventStream } from '../async/event-stream.js';
import type { LettaEvent, LettaTurn } from './turn.js';

/** Yields the events of one turn, `done` with the turn last. */
export function streamTurn(
  send: (onEvent: (event: LettaEvent) => void, signal: AbortSignal) => Promise<LettaTurn>,
  signal: AbortSignal | undefined,
): AsyncIterable<LettaEvent> {
  return eventStream<LettaEvent>(async (emit, ownSignal) => {
    const turn = await send(emit, ownSignal);
    emit({ type: 'done', turn });
  }, signal);
}
