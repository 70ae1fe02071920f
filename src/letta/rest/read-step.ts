import type { LettaStreamingResponse } from '@letta-ai/letta-client/resources/agents/messages';
import { isGoodEnd, stopError, toLettaError } from '../letta-error.js';
import type { RequestedCall } from '../requested-calls.js';
import type { TurnLog } from '../turn-log.js';
import { incomplete } from './chunks.js';

/** What one request came to. */
export interface Step {
  /** Of the run that the request started; absent if the server did not say. */
  readonly runId?: string;
  readonly stopReason: string;
  /** The calls that wait for an answer, in the order asked; the turn is over if there are none. */
  readonly calls: readonly RequestedCall[];
}

/**
 * Reads one request's events to their end into the turn's log. `onRun` is told as soon as the server says which run this is.
 * Rejects for a run that failed, in the server's own words.
 */
export async function readStep(
  events: AsyncIterable<LettaStreamingResponse>,
  log: TurnLog,
  onRun: (runId: string) => void,
): Promise<Step> {
  let runId: string | undefined;
  let stopReason: string | undefined;
  let usage: LettaStreamingResponse | undefined;
  try {
    for await (const chunk of events) {
      const run = runIdOf(chunk);
      if (run !== undefined && run !== runId) onRun(run);
      runId = run ?? runId;
      if (chunk.message_type === 'stop_reason') stopReason = chunk.stop_reason;
      else if (chunk.message_type === 'usage_statistics') usage = chunk;
      else if (chunk.message_type === 'error_message') throw toLettaError({ error: chunk }, stopReason);
      else if (chunk.message_type !== 'ping') log.add(chunk);
    }
  } catch (error) {
    if (!hasEndedWell(stopReason)) throw failureOf(error, stopReason);
  }
  // The usage of the whole request: a frame that arrives twice counts once.
  if (usage !== undefined) log.add(usage);
  const calls = log.endStep();
  return {
    ...(runId && { runId }),
    stopReason: checkedEnd(stopReason, calls),
    calls: stopReason === 'cancelled' ? [] : calls,
  };
}

/** `end_turn` with calls is a pause too: some models end their turn while they ask. */
export function checkedEnd(stopReason: string | undefined, calls: readonly RequestedCall[]): string {
  if (stopReason === undefined) throw incomplete('it ended without a stop reason');
  if (stopReason === 'requires_approval' && calls.length === 0) throw stopError('requires_approval without calls');
  if (!hasEndedWell(stopReason)) throw stopError(stopReason);
  return stopReason;
}

/** An error after a good end changes nothing; any other is the reason for the end. */
function hasEndedWell(stopReason: string | undefined): boolean {
  return stopReason === 'requires_approval' || isGoodEnd(stopReason);
}

function failureOf(error: unknown, stopReason: string | undefined): Error {
  const failed = toLettaError(error, stopReason);
  return failed.code === 'unreachable' ? incomplete(failed.message) : failed;
}

function runIdOf(chunk: LettaStreamingResponse): string | undefined {
  return ('run_id' in chunk && chunk.run_id) || undefined;
}
