import type { Run } from '@letta-ai/letta-client/resources/agents/messages';
import { sleep } from '../../async/sleep.js';
import type { Conversation } from './conversation.js';

const pollMs = 1_000;
/** A run that says it works for longer than this was left behind by a server that ended. */
const longestRunMs = 600_000;

export function isAtWork({ status }: Run): boolean {
  return status === 'created' || status === 'running';
}

/** Waits until no run works here any more. An abort rejects with the signal's reason. */
export async function untilIdle(conversation: Conversation, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const run = await conversation.newestRun();
    if (run === undefined || !isAtWork(run) || isOld(run)) return;
    await sleep(pollMs, signal);
    signal?.throwIfAborted();
  }
}

function isOld({ created_at = '' }: Run): boolean {
  return Date.now() - Date.parse(created_at) > longestRunMs;
}
