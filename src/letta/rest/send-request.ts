import { oneAtATime } from '../../async/one-at-a-time.js';
import { race } from '../../async/race.js';
import { sleep } from '../../async/sleep.js';
import type { TurnLog } from '../turn-log.js';
import { chunks } from './chunks.js';
import { clearPendingCalls } from './clear-pending-calls.js';
import type { Conversation, TurnBody, TurnStream } from './conversation.js';
import { followRun } from './follow-run.js';
import { type Round, readRound } from './read-round.js';

/** The longest that the server may take to end a cancelled run. Then the connection is closed. */
const cancelMs = 15_000;
/** The longest that an abort waits for all that. A server notices a cancel only when its model answers. */
const abortMs = 2_000;

/**
 * Sends one request and reads its events to the end. An abort cancels the run on the server, clears its pending calls, and
 * rejects with the signal's reason: after two seconds even if the server has not ended the run. The next request to the
 * conversation waits for that. Closing the stream alone would let the run continue.
 */
export function sendRequest(
  conversation: Conversation,
  body: TurnBody,
  log: TurnLog,
  signal: AbortSignal,
): Promise<Round> {
  let leave = (_reason: unknown): void => {};
  const left = new Promise<never>((_resolve, reject) => {
    leave = reject;
  });
  const work = whenIdle(conversation, signal, () => request(conversation, body, log, signal, leave));
  return Promise.race([work, left]);
}

/** Starts the work when this process has ended its earlier requests to the conversation, those that were aborted included. */
export function whenIdle<Value>(
  { key }: Conversation,
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  return oneAtATime(`${key} request`, signal, work);
}

async function request(
  conversation: Conversation,
  body: TurnBody,
  log: TurnLog,
  signal: AbortSignal,
  leave: (reason: unknown) => void,
): Promise<Round> {
  let onRun = (_runId: string): void => {};
  const begun = new Promise<string>((resolve) => {
    onRun = resolve;
  });
  const closing = new AbortController();
  const ended = conversation
    .post(body, closing.signal)
    .then((stream) => readRound(eventsOf(conversation, body, stream, signal, closing.signal), log, onRun));
  const outcome = await race({ signal }, () => ended);
  if ('value' in outcome) return outcome.value;

  void sleep(abortMs).then(() => leave(signal.reason));
  const over = ended.then(ignore, ignore);
  let runId: string | undefined;
  await race({ timeoutMs: cancelMs }, async () => {
    runId = await Promise.race([begun, over]);
    if (runId !== undefined) await conversation.cancel(runId).catch(ignore);
    await over;
  });
  closing.abort();
  await clearPendingCalls(conversation, runId).catch(ignore);
  throw signal.reason;
}

function eventsOf(
  conversation: Conversation,
  body: TurnBody,
  stream: TurnStream,
  signal: AbortSignal,
  closed: AbortSignal,
) {
  if (!body.background) return chunks(stream);
  return followRun(conversation, stream, body.messages?.[0]?.otid ?? null, { signal, closed });
}

function ignore(): undefined {}
