import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { stopError, successfulStops, toLettaError } from '../letta-error.js';
import type { RequestedCall } from '../requested-calls.js';
import type { TurnLog } from '../turn-log.js';
import { incompleteStream } from './chunks.js';
import type { Conversation } from './conversation.js';

/** The outcome of one request of a turn. */
export interface Round {
  /** The run that the request started; absent if the server did not report it. */
  readonly runId?: string;
  readonly stopReason: string;
  /** The calls that wait for an answer, in request order; the turn has ended if there are none. */
  readonly calls: readonly RequestedCall[];
}

/**
 * Reads the events of one request into the turn's log, to their end. Calls `onRun` as soon as the server reports the run's id.
 * Rejects for a run that failed, with the server's message.
 */
export async function readRound(
  events: AsyncIterable<LettaStreamingResponse>,
  log: TurnLog,
  onRun: (runId: string) => void,
): Promise<Round> {
  let runId: string | undefined;
  let stopReason: string | undefined;
  let usage: LettaStreamingResponse | undefined;
  try {
    for await (const chunk of events) {
      const run = runIdOf(chunk);
      if (run !== undefined && run !== runId) onRun(run);
      runId = run ?? runId;
      if (chunk.message_type === 'stop_reason') stopReason = stopReasonOf(chunk);
      else if (chunk.message_type === 'usage_statistics') usage = chunk;
      else if (chunk.message_type === 'error_message') throw toLettaError({ error: chunk }, stopReason);
      else if (chunk.message_type !== 'ping') log.add(chunk);
    }
  } catch (error) {
    // An error after a successful stop changes nothing.
    if (!isSuccessful(stopReason)) throw toStreamError(error, stopReason);
  }
  // The usage of the whole request: a frame that arrives twice counts once.
  if (usage !== undefined) log.add(usage);
  const calls = log.flushCalls();
  return {
    ...(runId && { runId }),
    stopReason: checkStopReason(stopReason, calls),
    calls: stopReason === 'cancelled' ? [] : calls,
  };
}

/**
 * Returns the calls of a round that the agent really waits for. For an agent that may make only one call at a time, the server
 * streams all calls of its model, keeps the first and drops the others (0.16.8), whose handlers must not run. Unless the agent
 * is known to be parallel, this takes one more request.
 */
export async function awaitedCalls(
  conversation: Conversation,
  { calls, stopReason }: Round,
  isParallel = false,
): Promise<readonly RequestedCall[]> {
  const isPaused = stopReason === 'requires_approval';
  if (calls.length === 0 || (isPaused && (isParallel || calls.length === 1))) return calls;
  // If this request fails, all calls count as awaited: the server refuses results that it does not wait for.
  const waiting = await conversation.waiting().catch(() => ({ calls }));
  const ids = new Set(waiting?.calls.map(({ id }) => id));
  const awaited = calls.filter(({ id }) => ids.has(id));
  return isPaused && awaited.length === 0 ? calls : awaited;
}

/**
 * Returns the stop reason of a successful round; throws for any other. `end_turn` with calls is a pause: some models end their
 * turn with a call.
 */
export function checkStopReason(stopReason: string | undefined, calls: readonly RequestedCall[]): string {
  if (stopReason === undefined) throw incompleteStream('it ended without a stop reason');
  if (stopReason === 'requires_approval' && calls.length === 0) throw stopError('requires_approval without calls');
  if (!isSuccessful(stopReason)) throw stopError(stopReason);
  return stopReason;
}

function isSuccessful(stopReason: string | undefined): boolean {
  return stopReason === 'requires_approval' || successfulStops.has(stopReason);
}

function toStreamError(error: unknown, stopReason: string | undefined): Error {
  const failed = toLettaError(error, stopReason);
  return failed.code === 'unreachable' ? incompleteStream(failed.message) : failed;
}

function runIdOf(chunk: LettaStreamingResponse): string | undefined {
  return ('run_id' in chunk && chunk.run_id) || undefined;
}

/** A server may send anything as a stop reason. */
function stopReasonOf({ stop_reason: reason }: { readonly stop_reason: unknown }): string {
  return typeof reason === 'string' ? reason : typeof reason;
}
