import { uuidOf } from '../../tool/uuid-of.js';
import type { TurnLog } from '../turn-log.js';
import type { Conversation } from './conversation.js';
import { idle } from './idle.js';
import { readBack } from './read-back.js';
import type { Round } from './read-round.js';
import { shortPatienceMs } from './wait-until-idle.js';

/** Returns the `otid` of a run's message, which is the same wherever the run is repeated. */
export function otidOf(key: string): Promise<string> {
  return uuidOf(key);
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
