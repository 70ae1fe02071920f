import { race } from '../../async/race.js';
import type { TurnLog } from '../turn-log.js';
import { chunks } from './chunks.js';
import { clearPendingCalls } from './clear-pending-calls.js';
import type { Conversation, TurnBody, TurnStream } from './conversation.js';
import { followRun } from './follow-run.js';
import { readStep, type Step } from './read-step.js';

/** An abort waits this long at most for the server to let go. */
const letGoMs = 15_000;

/**
 * Sends one request and reads it to its end. An abort cancels the run at the server, clears what it asked for, and then
 * rejects with the signal's reason; closing the stream alone would let the run go on.
 */
export async function request(
  conversation: Conversation,
  body: TurnBody,
  log: TurnLog,
  signal: AbortSignal,
): Promise<Step> {
  let onRun = (_runId: string): void => {};
  const begun = new Promise<string>((resolve) => {
    onRun = resolve;
  });
  const ended = conversation
    .post(body)
    .then((stream) => readStep(eventsOf(conversation, body, stream, signal), log, onRun));
  const outcome = await race({ signal }, () => ended);
  if ('value' in outcome) return outcome.value;

  const over = ended.then(ignore, ignore);
  await race({ timeoutMs: letGoMs }, async () => {
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
