import { openTurnLog } from '../turn-log.js';
import { toApprovalMessage } from './approval-message.js';
import { chunks } from './chunks.js';
import type { Conversation } from './conversation.js';
import { readStep } from './read-step.js';

/** Taking a denial is one step; a second one would be a model's turn, which nobody waits for and which may ask again. */
const max_steps = 1;
/** In case a server goes on all the same. */
const maxDenials = 3;
const reason = 'the client stopped this turn; the user did not decide about this call';

/**
 * Cancels a run and clears the calls it still waits for. The server's cancel does that in an agent's own conversation; a
 * named one keeps them (0.16.8), and every later message is refused: there they are denied.
 */
export async function clearPendingCalls(conversation: Conversation, runId: string | undefined): Promise<void> {
  if (runId !== undefined) await conversation.cancel(runId).catch(ignore);
  for (let denials = 0; denials < maxDenials; denials++) {
    const waiting = await conversation.waiting();
    if (waiting === undefined) return;
    const answers = waiting.calls.map(({ id }) => ({ toolCallId: id, approved: false, reason }));
    const stream = await conversation.post({ messages: [toApprovalMessage(answers, 0)], max_steps });
    await readStep(chunks(stream), openTurnLog(ignore), ignore).catch(ignore);
  }
}

function ignore(): void {}
