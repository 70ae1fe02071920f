import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { sleep } from '../../async/sleep.js';
import { codeOf } from '../../errors.js';
import { toLettaError } from '../letta-error.js';
import { chunks, incompleteStream } from './chunks.js';
import type { Conversation, RunPosition, TurnStream } from './conversation.js';
import { isActive } from './wait-until-idle.js';

/** The delays before each attempt to reconnect. A new event starts the list again. */
const delaysMs = [0, 1_000, 2_000, 4_000, 8_000];

/** How far the events of a run were read. */
interface ReadPosition extends RunPosition {
  runId?: string;
  /** The last event that arrived; the two that end a run have no number. */
  seqId: number;
  isOver: boolean;
  /** The server has no more events of the run, or refuses to send them. */
  isUnavailable: boolean;
}

type Chunks = AsyncGenerator<LettaStreamingResponse, void, undefined>;

interface FollowSignals {
  /** Aborted when the caller aborts: no more attempts to reconnect. */
  readonly signal: AbortSignal;
  /** Closes the connection. */
  readonly closed: AbortSignal;
}

/**
 * Yields the events of a background run to its end. The server keeps them for some hours: after a connection failure, the
 * events after the last one that arrived are requested, so that none is missing and none is repeated.
 *
 * @param otid Identifies the message that started the run, until the run's id has arrived.
 */
export async function* followRun(
  conversation: Conversation,
  stream: TurnStream,
  otid: string | null,
  { signal, closed }: FollowSignals,
): Chunks {
  const position: ReadPosition = { otid, seqId: 0, isOver: false, isUnavailable: false };
  let events = chunks(stream);
  for (let failures = 0; ; ) {
    const { seqId } = position;
    let failure: unknown = incompleteStream('it ended without a stop reason');
    try {
      for await (const chunk of events) if (noteEvent(chunk, position)) yield chunk;
      if (position.isOver) return;
    } catch (error) {
      failure = error;
    }
    failures = position.seqId > seqId ? 0 : failures + 1;
    const delayMs = delaysMs[failures];
    const isEnd = position.isOver || position.isUnavailable || closed.aborted || (signal.aborted && failures > 0);
    if (isEnd || delayMs === undefined || !isConnectionFailure(failure)) throw failure;
    events = reconnect(conversation, position, delayMs, { signal, closed });
  }
}

async function* reconnect(
  conversation: Conversation,
  position: ReadPosition,
  delayMs: number,
  { signal, closed }: FollowSignals,
): Chunks {
  await sleep(delayMs, signal);
  const stream = await conversation.follow(position, closed).catch((error: Error) => {
    position.isUnavailable = !isConnectionFailure(error);
    throw incompleteStream(error.message);
  });
  for await (const chunk of chunks(stream)) {
    const { runId } = position;
    // The server sends all its events first, and then pings without end (0.16.8).
    const isWaiting = chunk.message_type === 'ping' && (seqIdOf(chunk) ?? 0) <= position.seqId && runId !== undefined;
    position.isUnavailable = isWaiting && !isActive(await conversation.run(runId));
    if (position.isUnavailable) throw incompleteStream('the run has ended, and the server has no more of its events');
    yield chunk;
  }
}

/** Records an event. Returns false for one that was read before: a server that ignores the position repeats some. */
function noteEvent(chunk: LettaStreamingResponse, position: ReadPosition): boolean {
  const seqId = seqIdOf(chunk);
  if (seqId && seqId <= position.seqId) return false;
  position.seqId = seqId ?? position.seqId;
  if ('run_id' in chunk && chunk.run_id) position.runId = chunk.run_id;
  position.isOver ||= chunk.message_type === 'stop_reason';
  return true;
}

function seqIdOf(chunk: LettaStreamingResponse): number | undefined {
  return ('seq_id' in chunk && chunk.seq_id) || undefined;
}

/** Returns whether the connection failed, and not the run. */
function isConnectionFailure(error: unknown): boolean {
  const code = codeOf(toLettaError(error)) ?? '';
  return ['stream_incomplete', 'unreachable', 'server_error', 'rate_limited'].includes(code);
}
