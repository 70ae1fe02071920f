import type { Journal, Pause } from '../../types.js';
import type { Conversation } from '../rest/conversation.js';
import { alreadyResumed, readState } from './pause.js';
import { findByKey } from './recorded-run.js';

/**
 * Throws `already_resumed`, before any handler runs, if the agent no longer waits for the pause's calls. With answers to all of
 * them, in the pause or in the journal, no handler runs, and delivering them finds out.
 */
export async function checkStillPending(conversation: Conversation, pause: Pause, journal?: Journal): Promise<void> {
  readState(pause, conversation);
  if (hasAllAnswers(pause)) return;
  const waiting = await conversation.waiting();
  const ids = new Set(waiting?.calls.map(({ id }) => id));
  if (pause.calls.every(({ id }) => ids.has(id))) return;
  const recorded = journal && pause.key !== undefined && (await findByKey(journal, conversation, pause.key));
  if (!recorded || !hasAllAnswers(recorded)) throw alreadyResumed();
}

function hasAllAnswers({ answers, calls }: Pause): boolean {
  return answers?.length === calls.length;
}
