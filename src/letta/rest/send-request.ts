import { race } from '../../async/race.js';
import type { TurnLog } from '../turn-log.js';
import { chunks } from './chunks.js';
import { clearPendingCalls } from './clear-pending-calls.js';
import type { Conversation, TurnBody, TurnStream } from './conversation.js';
import { followRun } from './follow-run.js';
import { type Round, readRound } from './read-round.js';

/** The longest that an abort waits for the server to cancel the run. */
const cancelMs = 15_000;

/**
 * Sends one request and reads its events to the end. An abort cancels the run on the server, clears its pending calls, and
 * then rejects with the signal's reason. Closing the stream alone would let the run continue.
 */
export async function sendRequest(
  conversation: Conversation,
  body: TurnBody,
  log: TurnLog,
  signal: AbortSignal,
): Promise<Round> {
  let onRun = (_runId: string): void => {};
  const begun = new Promise<string>((resolve) => {
    onRun = resolve;
  });
  const ended = conversation
    .post(body)
    .then((stream) => readRound(eventsOf(conversation, body, stream, signal), log, onRun));
  const outcome = await race({ signal }, () => ended);
  if ('value' in outcome) return outcome.value;

  const over = ended.then(ignore, ignore);
  await race({ timeoutMs: cancelMs }, async () => {
    const runId = await Promise.race([begun, over]);
    if (runId !== undefined) await conversation.cancel(runId).catch(ignore);
    await over;
    await clearPendingCalls(conversation, runId ?? undefined).catch(ignore);
  });
  throw signal.reason;
}

function eventsOf(conversation: Conversation, body: TurnBody, stream: TurnStream, signal: AbortSignal) {
  if (!body.background) return chunks(stream);
  return followRun(conversation, stream, body.messages?.[0]?.otid ?? null, signal);
}

function ignore(): undefined {}
