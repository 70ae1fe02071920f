import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { race } from '../../async/race.js';
import { ToolferryError } from '../../errors.js';
import type { TurnStream } from './conversation.js';

/** The server pings every 20 s or so: a socket that is silent for longer than this is dead. */
const silenceMs = 90_000;
/** After the stop reason little follows; some servers then keep the body open. */
const afterStopMs = 2_000;

/** The events of a stream to its end, which a dead socket or a body that stays open cannot put off for ever. */
export async function* chunks(stream: TurnStream): AsyncGenerator<LettaStreamingResponse, void, undefined> {
  const events = stream[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      const next: IteratorResult<LettaStreamingResponse> | undefined = await nextOf(events, isOver);
      if (next === undefined || next.done) return;
      isOver ||= next.value.message_type === 'stop_reason';
      yield next.value;
    }
  } finally {
    stream.controller.abort();
  }
}

/** Undefined if nothing came in time after the stop reason. */
async function nextOf<Event>(
  events: AsyncIterator<Event>,
  isOver: boolean,
): Promise<IteratorResult<Event> | undefined> {
  const outcome = await race({ timeoutMs: isOver ? afterStopMs : silenceMs }, () => events.next());
  if ('value' in outcome) return outcome.value;
  if (isOver) return undefined;
  throw incomplete(`nothing came for ${silenceMs / 1000} s`);
}

/** The turn may go on at the server, and pause there: `recover()` finds what it waits for. */
export function incomplete(why: string): ToolferryError {
  return new ToolferryError(
    'stream_incomplete',
    `The Letta server's answer broke off: ${why}. The turn may go on there; recover() finds what it waits for.`,
  );
}
