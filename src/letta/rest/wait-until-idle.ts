import type { Run } from '@letta-ai/letta-client/resources/agents/messages';
import { sleep } from '../../async/sleep.js';
import type { Conversation } from './conversation.js';

const pollMs = 1_000;
/** A run that has been active for longer than this was left behind by a server that stopped. */
const longestRunMs = 600_000;

export function isActive({ status }: Run): boolean {
  return status === 'created' || status === 'running';
}

/** Resolves when no run of the conversation is active. An abort rejects with the signal's reason. */
export async function waitUntilIdle(conversation: Conversation, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const run = await conversation.newestRun();
    if (run === undefined || !isActive(run) || isAbandoned(run)) return;
    await sleep(pollMs, signal);
    signal?.throwIfAborted();
  }
}

function isAbandoned({ created_at = '' }: Run): boolean {
  return Date.now() - Date.parse(created_at) > longestRunMs;
}
