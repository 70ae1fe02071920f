import { sha256 } from '../../tool/sha256.js';
import type { TurnLog } from '../turn-log.js';
import type { Conversation } from './conversation.js';
import { idle } from './idle.js';
import { readBack } from './read-back.js';
import type { Round } from './read-round.js';
import { shortPatienceMs } from './wait-until-idle.js';

/** Returns the `otid` of a run's message, which is the same wherever the run is repeated. */
export async function otidOf(key: string): Promise<string> {
  const hex = await sha256(key);
  // A UUID of version 8, which has the bits of its maker.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Returns the round of a message that was sent before; undefined if the agent does not have it. The server keeps a message with
 * the first step of its run, so this waits for an active run first. It refuses no second one with the same `otid`.
 */
export async function readStarted(
  conversation: Conversation,
  log: TurnLog,
  otid: string,
  signal: AbortSignal,
): Promise<Round | undefined> {
  await idle(conversation, signal, shortPatienceMs);
  return readBack(conversation, log, (message) => message.message_type === 'user_message' && message.otid === otid);
}
