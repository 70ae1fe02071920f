import { sleep } from '../../async/sleep.js';
import { codeOf } from '../../errors.js';
import { randomUUID } from '../../random-uuid.js';
import { isTransient } from '../letta-error.js';
import type { TurnLog } from '../turn-log.js';
import { clearPendingCalls } from './clear-pending-calls.js';
import type { Conversation } from './conversation.js';
import { idle } from './idle.js';
import { isAnswerTo, readBack } from './read-back.js';
import type { Round } from './read-round.js';
import { shortPatienceMs } from './wait-until-idle.js';

export interface Delivery {
  readonly conversation: Conversation;
  readonly log: TurnLog;
  readonly signal: AbortSignal;
  readonly callIds: readonly string[];
  /** The run that made these calls, if it is known. */
  readonly runId?: string | undefined;
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
  let otid: string = randomUUID();
  let failure = delivery.failure;
  for (const delayMs of [...delaysMs, undefined]) {
    try {
      return isOutcomeUnknown(failure) && (await wereAccepted(delivery))
        ? await readAccepted(delivery, failure)
        : await delivery.send(otid);
    } catch (error) {
      // The server accepts no repetition of a step in which it ran calls itself: the model's failure is the reason then.
      if (codeOf(error) === 'not_awaiting' && codeOf(failure) === 'model_error') throw failure;
      if (codeOf(error) === 'not_awaiting') return readAccepted(delivery, error);
      if (delayMs === undefined || !(isOutcomeUnknown(error) || isTransient(error))) throw error;
      if (!isOutcomeUnknown(error)) otid = randomUUID();
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
async function wereAccepted({ conversation, signal, callIds, runId, failure }: Delivery): Promise<boolean> {
  await idle(conversation, signal, failure === undefined ? undefined : shortPatienceMs);
  const waiting = await conversation.waiting();
  // A model may repeat the ids of its calls in a later run.
  if (runId && waiting?.runId && waiting.runId !== runId) return true;
  return !waiting?.calls.some(({ id }) => callIds.includes(id));
}

/** Reads the messages after answers that the agent accepted earlier. Throws `failure` if it has no trace of the answers. */
async function readAccepted({ conversation, log, signal, callIds, failure: before }: Delivery, failure: unknown) {
  await idle(conversation, signal, before === undefined ? undefined : shortPatienceMs);
  const round = await readBack(conversation, log, isAnswerTo(callIds));
  if (round === undefined) throw failure;
  return round;
}

async function backOff(delayMs: number, { conversation, signal }: Delivery): Promise<void> {
  await sleep(delayMs, signal);
  if (signal.aborted) await clearPendingCalls(conversation, undefined);
  signal.throwIfAborted();
}
