import type { Journal, Pause } from '../../types.js';
import type { Conversation } from '../rest/conversation.js';
import { isAnswerTo } from '../rest/read-back.js';
import { otidOf } from '../rest/start-once.js';
import { backendName, isOfConversation } from './pause.js';

/** Where a recorded run stands, with the key of its record and the answers that are known. */
type RecordedPause = Pause & { readonly key: string };

/** Returns where an open run of the conversation stands; undefined if the journal has no such run. */
export async function findByKey(
  journal: Journal,
  conversation: Conversation,
  key: string,
): Promise<RecordedPause | undefined> {
  const { pauses } = await openRuns(journal, conversation);
  return pauses.find((pause) => pause.key === key);
}

/**
 * Returns the pause that the agent waits at, as the journal has it. The record may be one pause behind: the process stopped
 * before it recorded what followed its answers or its message.
 */
export async function findRecorded(
  journal: Journal,
  conversation: Conversation,
  waiting: Pause,
): Promise<RecordedPause | undefined> {
  const { runId } = waiting;
  const { pauses, started } = await openRuns(journal, conversation);
  const current = pauses.find((pause) => pause.runId === runId);
  if (current !== undefined) return current;
  for (const pause of pauses) {
    const [answer] = await conversation.messagesFrom(isAnswerTo(pause.calls.map(({ id }) => id)));
    if (answer?.run_id === runId) return pause;
  }
  const [message] = started.length > 0 ? await conversation.messagesFrom((each) => isMessageOf(each, runId)) : [];
  for (const key of started) if (message?.otid === (await otidOf(key))) return { ...waiting, key };
  return undefined;
}

/** Returns the recorded runs that have not ended: where those of the conversation stand, and the keys of those without a pause. */
async function openRuns(journal: Journal, conversation: Conversation) {
  const runs = (await journal.open()).filter(({ backend }) => backend === backendName);
  const pauses = runs.flatMap(({ key, pause }) =>
    pause && isOfConversation(pause, conversation) ? [{ ...pause, key }] : [],
  );
  return { pauses, started: runs.filter(({ pause }) => pause === undefined).map(({ key }) => key) };
}

function isMessageOf(message: { readonly message_type?: string; readonly run_id?: string | null }, runId: string) {
  return message.message_type === 'user_message' && message.run_id === runId;
}
