import { sleep } from '../../async/sleep.js';
import { codeOf } from '../../errors.js';
import { isTransient } from '../letta-error.js';
import type { TurnLog } from '../turn-log.js';
import { incompleteStream } from './chunks.js';
import { clearPendingCalls } from './clear-pending-calls.js';
import type { Conversation } from './conversation.js';
import { checkStopReason, type Round } from './read-round.js';
import { isActive, shortPatienceMs, waitUntilIdle } from './wait-until-idle.js';

export interface Delivery {
  readonly conversation: Conversation;
  readonly log: TurnLog;
  readonly signal: AbortSignal;
  readonly callIds: readonly string[];
  /** Set if the answers may have arrived earlier: the failure if the agent neither has them nor waits for them. */
  readonly failure?: unknown;
  /** Sends the answers. The server treats a new `otid` as a new message, and the same one as a repetition. */
  send(otid: string): Promise<Round>;
}

const delaysMs = [1_000, 2_000];

/**
 * Sends the answers of a round until the agent has accepted them. Only the request is repeated, never a handler. It is
 * repeated if the agent still waits for the answers after a connection failure, or after another run kept the conversation
 * busy. It is also repeated after a transient failure of the model: the agent then has the results and continues.
 */
export async function deliver(delivery: Delivery): Promise<Round> {
  let otid: string = crypto.randomUUID();
  let failure = delivery.failure;
  for (const delayMs of [...delaysMs, undefined]) {
    try {
      return isOutcomeUnknown(failure) && (await wereAccepted(delivery))
        ? await readBack(delivery, failure)
        : await delivery.send(otid);
    } catch (error) {
      // The server accepts no repetition of a step in which it ran calls itself: the model's failure is the reason then.
      if (codeOf(error) === 'not_awaiting' && codeOf(failure) === 'model_error') throw failure;
      if (codeOf(error) === 'not_awaiting') return readBack(delivery, error);
      if (delayMs === undefined || !(isOutcomeUnknown(error) || isTransient(error))) throw error;
      if (!isOutcomeUnknown(error)) otid = crypto.randomUUID();
      failure = error;
      await backOff(delayMs, delivery);
    }
  }
  throw failure;
}

/** Returns whether the agent may or may not have the answers: the connection or a gateway failed, or another run was active. */
function isOutcomeUnknown(error: unknown): boolean {
  return ['unreachable', 'server_error', 'rate_limited', 'conversation_busy', 'already_resumed'].includes(
    codeOf(error) ?? '',
  );
}

/** Returns whether the agent has answers to these calls. An active run keeps its calls pending until it has ended. */
async function wereAccepted(delivery: Delivery): Promise<boolean> {
  await idle(delivery);
  const waiting = await delivery.conversation.waiting();
  return !waiting?.calls.some(({ id }) => delivery.callIds.includes(id));
}

/**
 * Reads the messages after answers that the agent accepted earlier, because the stream that carried them was lost. Throws
 * `failure` if the server has no trace of the answers.
 */
async function readBack(delivery: Delivery, failure: unknown): Promise<Round> {
  const { conversation, log, callIds } = delivery;
  await idle(delivery);
  const [accepted, ...later] = await conversation.messagesFrom(
    (message) =>
      message.message_type === 'approval_response_message' &&
      message.approvals?.some(({ tool_call_id }) => callIds.includes(tool_call_id)) === true,
  );
  if (!accepted?.run_id) throw failure;
  const run = await conversation.run(accepted.run_id);
  if (isActive(run)) throw incompleteStream('the agent has the results, but its run makes no progress');
  const { id: runId, stop_reason } = run;
  for (const message of later) if (message.run_id === runId) log.add(message);
  const calls = log.flushCalls();
  return { runId, stopReason: checkStopReason(stop_reason ?? 'end_turn', calls), calls };
}

/** Waits until no run is active. No request is open that would handle an abort, so this clears the pending calls itself. */
async function idle({ conversation, signal, failure }: Delivery): Promise<void> {
  try {
    await waitUntilIdle(conversation, signal, failure === undefined ? undefined : shortPatienceMs);
  } catch (error) {
    if (signal.aborted) await clearPendingCalls(conversation, (await conversation.activeRun())?.id);
    throw error;
  }
}

async function backOff(delayMs: number, { conversation, signal }: Delivery): Promise<void> {
  await sleep(delayMs, signal);
  if (signal.aborted) await clearPendingCalls(conversation, undefined);
  signal.throwIfAborted();
}
