import type { Run } from '@letta-ai/letta-client/resources/agents/messages';
import { race } from '../../async/race.js';
import { sleep } from '../../async/sleep.js';
import type { Conversation } from './conversation.js';

const pollMs = 1_000;
/** A run that has been active for longer than this was left behind by a server that stopped. */
const longestRunMs = 600_000;

export function isActive({ status }: Run): boolean {
  return status === 'created' || status === 'running';
}

/** The longest wait for a run without a new step that this process did not start: its client or its server may have stopped. */
export const shortPatienceMs = 60_000;

/**
 * Resolves when no run of the conversation is active, or when the active one had no new step for `patienceMs`: the server keeps
 * a run as active whose process has stopped. An abort rejects with the signal's reason.
 */
export async function waitUntilIdle(
  conversation: Conversation,
  signal: AbortSignal | undefined,
  patienceMs: number = longestRunMs,
): Promise<void> {
  let last: { readonly progress: string; readonly since: number } | undefined;
  for (;;) {
    const outcome = await race({ signal }, (ownSignal) => readProgress(conversation, ownSignal));
    if ('stopped' in outcome) throw signal?.reason;
    const { value: progress } = outcome;
    if (progress === undefined) return;
    if (progress !== last?.progress) last = { progress, since: Date.now() };
    if (Date.now() - last.since >= patienceMs) return;
    await sleep(pollMs, signal);
    signal?.throwIfAborted();
  }
}

/** Returns what changes with each step of the active run; undefined if there is none. */
async function readProgress(conversation: Conversation, signal: AbortSignal): Promise<string | undefined> {
  const run = await conversation.activeRun(signal);
  if (run === undefined || isAbandoned(run)) return undefined;
  const step = await conversation.newestStep(run.id, signal);
  return JSON.stringify([run.id, run.status, step?.id, step?.status]);
}

function isAbandoned({ created_at = '' }: Run): boolean {
  return Date.now() - Date.parse(created_at) > longestRunMs;
}
