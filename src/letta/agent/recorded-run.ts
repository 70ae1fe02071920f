import type { Journal, Pause } from '../../types.js';
import type { Conversation, WaitingRun } from '../rest/conversation.js';
import { isAnswerTo } from '../rest/read-back.js';
import { backendName, isOfConversation } from './pause.js';

/** Where a recorded run stands, with the key of its record and the answers that are known. */
export type RecordedPause = Pause & { readonly key: string };

/** Returns where the recorded runs of a conversation stand that have not ended. */
async function recordedPauses(journal: Journal, conversation: Conversation): Promise<RecordedPause[]> {
  const runs = await journal.open();
  return runs.flatMap(({ key, backend, pause }) =>
    backend === backendName && pause !== undefined && isOfConversation(pause, conversation) ? [{ ...pause, key }] : [],
  );
}

/** Returns the recorded pause of a run, with what is known of it; undefined if the journal has no such open run. */
export async function findByKey(
  journal: Journal,
  conversation: Conversation,
  key: string,
): Promise<RecordedPause | undefined> {
  return (await recordedPauses(journal, conversation)).find((pause) => pause.key === key);
}

/**
 * Returns the recorded pause of the run that the agent waits for. The record may be one pause behind: its answers were sent, and
 * the process stopped before it recorded what followed.
 */
export async function findWaiting(
  journal: Journal,
  conversation: Conversation,
  { runId }: WaitingRun,
): Promise<RecordedPause | undefined> {
  const pauses = await recordedPauses(journal, conversation);
  const current = pauses.find((pause) => pause.runId === runId);
  if (current !== undefined) return current;
  for (const pause of pauses) {
    const [answer] = await conversation.messagesFrom(isAnswerTo(pause.calls.map(({ id }) => id)));
    if (answer?.run_id === runId) return pause;
  }
  return undefined;
}
