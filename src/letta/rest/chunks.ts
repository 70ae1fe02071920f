import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { race } from '../../async/race.js';
import { ToolferryError } from '../../errors.js';
import { isObject } from '../../unknown.js';
import type { TurnStream } from './conversation.js';

/** The server pings about every 20 s: a socket that is silent for longer than this is dead. */
const silenceMs = 90_000;
/** Little follows the stop reason, and some servers then keep the body open. */
const afterStopMs = 2_000;

/** Yields the events of a stream. It ends although a body stays open, and fails when the socket is dead. */
export async function* chunks(stream: TurnStream): AsyncGenerator<LettaStreamingResponse, void, undefined> {
  const events = stream[Symbol.asyncIterator]();
  let stoppedAt: number | undefined;
  try {
    for (;;) {
      const next: IteratorResult<LettaStreamingResponse> | undefined = await nextEvent(events, stoppedAt);
      if (next === undefined || next.done) return;
      if (!isObject(next.value)) continue;
      if (next.value.message_type === 'stop_reason') stoppedAt ??= Date.now();
      yield next.value;
    }
  } finally {
    stream.controller.abort();
  }
}

/** Returns undefined once the time after the stop reason has passed, whatever still arrives. */
async function nextEvent<Event>(
  events: AsyncIterator<Event>,
  stoppedAt: number | undefined,
): Promise<IteratorResult<Event> | undefined> {
  const timeoutMs = stoppedAt === undefined ? silenceMs : Math.max(1, stoppedAt + afterStopMs - Date.now());
  const outcome = await race({ timeoutMs }, () => events.next().catch(fail));
  if (stoppedAt !== undefined && Date.now() - stoppedAt >= afterStopMs) return undefined;
  if ('value' in outcome) return outcome.value;
  if (stoppedAt !== undefined) return undefined;
  throw incompleteStream(`no event arrived for ${silenceMs / 1000} s`);
}

/** The body of a response that is cut off fails with a TypeError of the platform. */
function fail(error: unknown): never {
  throw error instanceof TypeError ? incompleteStream(error.message) : error;
}

/** The turn may continue on the server and pause there: `recover()` finds its pending calls. */
export function incompleteStream(why: string): ToolferryError {
  return new ToolferryError(
    'stream_incomplete',
    `The Letta server's response ended early: ${why}. The turn may continue on the server; recover() finds its pending calls.`,
  );
}
