import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { within } from '../../bridge/within.js';
import { codeOf, toLettaError } from '../letta-error.js';
import { chunks, incomplete } from './chunks.js';
import type { Conversation, TurnStream } from './conversation.js';
import { isAtWork } from './until-idle.js';

/** What is waited before each attempt to listen again; from the start once the run has said something. */
const delaysMs = [0, 1_000, 2_000, 4_000, 8_000];

/** How far a run was heard. */
interface Heard {
  runId?: string;
  /** The number of the last event; the last two of a run have none. */
  seqId: number;
  isOver: boolean;
  /** The server has no more of the run, or does not give it. */
  isLost: boolean;
}

type Chunks = AsyncGenerator<LettaStreamingResponse, void, undefined>;

/**
 * The events of a background run to its end. The server keeps them for some hours: where the connection breaks off, those
 * after the last one that arrived are asked for, so that none is missing and none comes twice.
 */
export async function* followRun(conversation: Conversation, stream: TurnStream, signal: AbortSignal): Chunks {
  const heard: Heard = { seqId: 0, isOver: false, isLost: false };
  let events = chunks(stream);
  for (let failures = 0; ; ) {
    const { seqId } = heard;
    let failure: unknown = incomplete('it ended without a stop reason');
    try {
      for await (const chunk of events) if (isNews(chunk, heard)) yield chunk;
      if (heard.isOver) return;
    } catch (error) {
      failure = error;
    }
    failures = heard.seqId > seqId ? 0 : failures + 1;
    const delayMs = delaysMs[failures];
    const isEnd = heard.isOver || heard.isLost || (signal.aborted && failures > 0);
    if (isEnd || delayMs === undefined || !isBreak(failure)) throw failure;
    events = listenAgain(conversation, heard, { signal, timeoutMs: delayMs });
  }
}

async function* listenAgain(conversation: Conversation, heard: Heard, delay: Parameters<typeof within>[0]): Chunks {
  const { runId, seqId } = heard;
  if (runId === undefined) return;
  await within(delay, () => new Promise(() => {}));
  const stream = await conversation.follow(runId, seqId).catch((error: Error) => {
    heard.isLost = !isBreak(error);
    throw incomplete(error.message);
  });
  for await (const chunk of chunks(stream)) {
    // All that the server has comes before its first ping, which it sends for ever (0.16.8).
    heard.isLost = chunk.message_type === 'ping' && !isAtWork(await conversation.run(runId));
    if (heard.isLost) throw incomplete('the run is over, and the server has no more of it');
    yield chunk;
  }
}

/** Notes an event; a server that ignores where to begin repeats some. */
function isNews(chunk: LettaStreamingResponse, heard: Heard): boolean {
  const { run_id, seq_id } = chunk as { readonly run_id?: string | null; readonly seq_id?: number | null };
  if (seq_id && seq_id <= heard.seqId) return false;
  heard.seqId = seq_id ?? heard.seqId;
  if (run_id) heard.runId = run_id;
  heard.isOver ||= chunk.message_type === 'stop_reason';
  return true;
}

/** Whether it was the connection that failed, and not the run. */
function isBreak(error: unknown): boolean {
  const code = codeOf(toLettaError(error)) ?? '';
  return ['stream_incomplete', 'unreachable', 'server_error', 'rate_limited'].includes(code);
}
