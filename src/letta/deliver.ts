import { within } from '../bridge/within.js';
import type { Conversation } from './conversation.js';
import { codeOf, isTransient } from './letta-error.js';
import type { Step } from './read-step.js';
import type { TurnLog } from './turn-log.js';
import { noUsage } from './usage.js';

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
 * connection that broke off, and after a provider's failure that may pass (the agent has the results then, and goes on).
 */
export async function deliver(delivery: Delivery): Promise<Step> {
  let otid: string = crypto.randomUUID();
  let failure: unknown;
  for (const delayMs of [...delaysMs, undefined]) {
    try {
      if (codeOf(failure) === 'unreachable' && !(await isAwaited(delivery))) return await readBack(delivery);
      return await delivery.send(otid);
    } catch (error) {
      // The server takes no repetition where it ran calls of its own beside ours: then the first failure is the news.
      if (codeOf(error) === 'not_awaiting' && failure !== undefined) throw failure;
      if (codeOf(error) === 'not_awaiting') return readBack(delivery);
      const isLost = codeOf(error) === 'unreachable';
      if (delayMs === undefined || !(isLost || isTransient(error))) throw error;
      if (!isLost) otid = crypto.randomUUID();
      failure = error;
      await sleep(delayMs, delivery.signal);
    }
  }
  throw failure;
}

async function isAwaited({ conversation, callIds }: Delivery): Promise<boolean> {
  const waiting = await conversation.waiting();
  return waiting?.calls.some(({ id }) => callIds.includes(id)) ?? false;
}

/** The agent took the answers earlier, and what it said then was lost: what the server holds is read instead. */
async function readBack({ conversation, log, callIds, signal }: Delivery): Promise<Step> {
  let run = await conversation.newestRun();
  while (run?.status === 'created' || run?.status === 'running') {
    await sleep(1_000, signal);
    signal.throwIfAborted();
    run = await conversation.newestRun();
  }
  const newest = await conversation.newestMessages();
  const answered = newest.findIndex(
    (message) =>
      message.message_type === 'approval_response_message' &&
      message.approvals?.some(({ tool_call_id }) => callIds.includes(tool_call_id)),
  );
  for (const message of newest.slice(0, Math.max(answered, 0)).reverse()) log.add(message);
  return {
    ...(run && { runId: run.id }),
    stopReason: run?.stop_reason ?? 'end_turn',
    usage: noUsage,
    calls: log.endStep(),
  };
}

async function sleep(timeoutMs: number, signal: AbortSignal): Promise<void> {
  await within({ signal, timeoutMs }, () => new Promise(() => {}));
}
