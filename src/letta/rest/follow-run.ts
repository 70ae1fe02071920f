import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { sleep } from '../../async/sleep.js';
import { codeOf, toLettaError } from '../letta-error.js';
import { chunks, incomplete } from './chunks.js';
import type { Conversation, RunPosition, TurnStream } from './conversation.js';
import { isAtWork } from './until-idle.js';

/** What is waited before each attempt to listen again; from the start once the run has said something. */
const delaysMs = [0, 1_000, 2_000, 4_000, 8_000];

/** How far a run was heard. */
interface Heard extends RunPosition {
  runId?: string;
  /** Of the last event; the two that end a run have no number. */
  seqId: number;
  isOver: boolean;
  /** The server has no more of the run, or does not give it. */
  isLost: boolean;
}

type Chunks = AsyncGenerator<LettaStreamingResponse, void, undefined>;

/**
 * The events of a background run to its end. The server keeps them for some hours: where the connection breaks off, those
 * after the last one that arrived are asked for, so that none is missing and none comes twice.
 *
 * @param otid Of the message that started the run, by which it is found before its id has arrived.
 */
export async function* followRun(
  conversation: Conversation,
  stream: TurnStream,
  otid: string | null,
  signal: AbortSignal,
): Chunks {
  const heard: Heard = { otid, seqId: 0, isOver: false, isLost: false };
  let events = chunks(stream);
  for (let failures = 0; ; ) {
    const { seqId } = heard;
    let failure: unknown = incomplete('it ended without a stop reason');
    try {
      for await (const chunk of events) if (noteEvent(chunk, heard)) yield chunk;
      if (heard.isOver) return;
    } catch (error) {
      failure = error;
    }
    failures = heard.seqId > seqId ? 0 : failures + 1;
    const delayMs = delaysMs[failures];
    const isEnd = heard.isOver || heard.isLost || (signal.aborted && failures > 0);
    if (isEnd || delayMs === undefined || !isBreak(failure)) throw failure;
    events = listenAgain(conversation, heard, delayMs, signal);
  }
}

async function* listenAgain(conversation: Conversation, heard: Heard, delayMs: number, signal: AbortSignal): Chunks {
  await sleep(delayMs, signal);
  const stream = await conversation.follow(heard).catch((error: Error) => {
    heard.isLost = !isBreak(error);
    throw incomplete(error.message);
  });
  for await (const chunk of chunks(stream)) {
    const { runId } = heard;
    // All that the server has comes before the pings that it sends while it waits for more, for ever (0.16.8).
    const isWaiting = chunk.message_type === 'ping' && (seqIdOf(chunk) ?? 0) <= heard.seqId && runId !== undefined;
    heard.isLost = isWaiting && !isAtWork(await conversation.run(runId));
    if (heard.isLost) throw incomplete('the run is over, and the server has no more of it');
    yield chunk;
  }
}

/** Records an event. Returns false for one that was heard before: a server that ignores where to begin repeats some. */
function noteEvent(chunk: LettaStreamingResponse, heard: Heard): boolean {
  const seqId = seqIdOf(chunk);
  if (seqId && seqId <= heard.seqId) return false;
  heard.seqId = seqId ?? heard.seqId;
  if ('run_id' in chunk && chunk.run_id) heard.runId = chunk.run_id;
  heard.isOver ||= chunk.message_type === 'stop_reason';
  return true;
}

function seqIdOf(chunk: LettaStreamingResponse): number | undefined {
  return ('seq_id' in chunk && chunk.seq_id) || undefined;
}

/** Whether it was the connection that failed, and not the run. */
function isBreak(error: unknown): boolean {
  const code = codeOf(toLettaError(error)) ?? '';
  return ['stream_incomplete', 'unreachable', 'server_error', 'rate_limited'].includes(code);
}
