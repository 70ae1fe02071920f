import type { Run } from '@letta-ai/letta-client/resources/agents/messages';
import { within } from '../../bridge/within.js';
import type { Conversation } from './conversation.js';

const pollMs = 1_000;
/** A run that says it works for longer than this was left behind by a server that ended. */
const longestRunMs = 600_000;

export function isAtWork({ status }: Run): boolean {
  return status === 'created' || status === 'running';
}

/** Waits until no run works here any more. An abort rejects with the signal's reason. */
export async function untilIdle(conversation: Conversation, signal: AbortSignal): Promise<void> {
  for (;;) {
    const run = await conversation.newestRun();
    if (run === undefined || !isAtWork(run) || isOld(run)) return;
    await within({ signal, timeoutMs: pollMs }, () => new Promise(() => {}));
    signal.throwIfAborted();
  }
}

function isOld({ created_at = '' }: Run): boolean {
  return Date.now() - Date.parse(created_at) > longestRunMs;
}
