import { race } from '../../async/race.js';
import { openTurnLog } from '../turn-log.js';
import { toApprovalMessage } from './approval-message.js';
import { chunks } from './chunks.js';
import type { Conversation } from './conversation.js';
import { readRound } from './read-round.js';

/** Processing a denial takes one step. A second one would call the model, which may request tools again. */
const max_steps = 1;
/** The limit for a server that calls the model nevertheless. */
const maxDenials = 3;
const reason = 'the client stopped this turn; the user did not decide about this call';

/** The longest that an abort waits for a server that does not answer. */
const clearMs = 15_000;

/**
 * Cancels a run and clears its pending calls. In an agent's own conversation, cancelling a run clears them. A named
 * conversation keeps them and refuses every later message (0.16.8), so they are denied there.
 */
export async function clearPendingCalls(conversation: Conversation, runId: string | undefined): Promise<void> {
  await race({ timeoutMs: clearMs }, async (signal) => {
    if (runId !== undefined) await conversation.cancel(runId).catch(ignore);
    for (let denials = 0; denials < maxDenials && !signal.aborted; denials++) {
      const waiting = await conversation.waiting();
      if (waiting === undefined) return;
      const answers = waiting.calls.map(({ id }) => ({ toolCallId: id, approved: false, reason }));
      const stream = await conversation.post({ messages: [toApprovalMessage(answers, 0)], max_steps }, signal);
      await readRound(chunks(stream), openTurnLog(ignore), ignore).catch(ignore);
    }
  });
}

function ignore(): void {}
