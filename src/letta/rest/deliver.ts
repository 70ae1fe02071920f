import { sleep } from '../../async/sleep.js';
import { codeOf, isTransient } from '../letta-error.js';
import type { TurnLog } from '../turn-log.js';
import { clearPendingCalls } from './clear-pending-calls.js';
import type { Conversation } from './conversation.js';
import { checkedEnd, type Step } from './read-step.js';
import { untilIdle } from './until-idle.js';

export interface Delivery {
  readonly conversation: Conversation;
  readonly log: TurnLog;
  readonly signal: AbortSignal;
  readonly callIds: readonly string[];
  /** Sends the answers; a fresh `otid` makes it a new message for the server, the same one a repetition. */
  send(otid: string): Promise<Step>;
}

const delaysMs = [1_000, 2_000];

/**
 * Sends the answers of a round until the agent has taken them. Only the sending is repeated, never a handler: after a
 * connection that broke off or another's run that was in the way, if the agent still waits for them; and after a provider's
 * failure that may pass (the agent has the results then, and goes on).
 */
export async function deliver(delivery: Delivery): Promise<Step> {
  let otid: string = crypto.randomUUID();
  let failure: unknown;
  for (const delayMs of [...delaysMs, undefined]) {
    try {
      return isLost(failure) && (await wasTaken(delivery))
        ? await readBack(delivery, failure)
        : await delivery.send(otid);
    } catch (error) {
      // The server takes no repetition where it ran calls of its own beside ours: then the model's failure is the news.
      if (codeOf(error) === 'not_awaiting' && codeOf(failure) === 'model_error') throw failure;
      if (codeOf(error) === 'not_awaiting') return readBack(delivery, error);
      if (delayMs === undefined || !(isLost(error) || isTransient(error))) throw error;
      if (!isLost(error)) otid = crypto.randomUUID();
      failure = error;
      await wait(delayMs, delivery);
    }
  }
  throw failure;
}

/** Whether it is open what became of the answers: the connection broke, a gateway failed, another's run was in the way. */
function isLost(error: unknown): boolean {
  return ['unreachable', 'server_error', 'rate_limited', 'conversation_busy'].includes(codeOf(error) ?? '');
}

/** Whether the agent has these answers, from a broken connection or from somebody else. It may still work on them, and wait for them until then. */
async function wasTaken(delivery: Delivery): Promise<boolean> {
  await idle(delivery);
  const waiting = await delivery.conversation.waiting();
  return !waiting?.calls.some(({ id }) => delivery.callIds.includes(id));
}

/**
 * The agent took the answers earlier, and what it said then was lost: what the server holds of that run is read instead.
 * Throws `failure` if there is no trace of them.
 */
async function readBack(delivery: Delivery, failure: unknown): Promise<Step> {
  const { conversation, log, callIds } = delivery;
  await idle(delivery);
  const [taken, ...said] = await conversation.messagesFrom(
    (message) =>
      message.message_type === 'approval_response_message' &&
      message.approvals?.some(({ tool_call_id }) => callIds.includes(tool_call_id)) === true,
  );
  if (!taken?.run_id) throw failure;
  const { id: runId, stop_reason } = await conversation.run(taken.run_id);
  for (const message of said) if (message.run_id === runId) log.add(message);
  const calls = log.endStep();
  return { runId, stopReason: checkedEnd(stop_reason ?? 'end_turn', calls), calls };
}

/** No request is under way that would see to an abort, so that these two do. */
async function idle({ conversation, signal }: Delivery): Promise<void> {
  try {
    await untilIdle(conversation, signal);
  } catch (error) {
    if (signal.aborted) await clearPendingCalls(conversation, (await conversation.newestRun())?.id);
    throw error;
  }
}

async function wait(delayMs: number, { conversation, signal }: Delivery): Promise<void> {
  await sleep(delayMs, signal);
  if (signal.aborted) await clearPendingCalls(conversation, undefined);
  signal.throwIfAborted();
}
