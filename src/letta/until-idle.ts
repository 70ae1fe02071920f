import { within } from '../bridge/within.js';
import type { Conversation } from './conversation.js';

const pollMs = 1_000;
/** A run that says it works for longer than this was left behind by a server that ended. */
const longestRunMs = 600_000;

/** Waits until no run works here any more. An abort rejects with the signal's reason. */
export async function untilIdle(conversation: Conversation, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { status, created_at = '' } = (await conversation.newestRun()) ?? {};
    const isOld = Date.now() - Date.parse(created_at) > longestRunMs;
    if ((status !== 'created' && status !== 'running') || isOld) return;
    await within({ signal, timeoutMs: pollMs }, () => new Promise(() => {}));
    signal.throwIfAborted();
  }
}
