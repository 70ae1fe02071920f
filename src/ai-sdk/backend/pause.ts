import { ToolferryError } from '../../errors.js';
import type { JSONValue, Pause, PendingCall } from '../../types.js';
import { isObject } from '../../unknown.js';
import type { AISDKUsage } from './usage.js';

export const backendName = 'ai-sdk';

/** The state of a run between two requests to its model. */
export interface Conversation {
  readonly messages: readonly JSONValue[];
  /** How many of the messages were in the request; the others are the run's. */
  readonly requested: number;
  /** The tokens of the run until now. */
  readonly usage: AISDKUsage;
}

export function toPause(runId: string, calls: readonly PendingCall[], conversation: Conversation): Pause {
  return { version: 1, backend: backendName, runId, calls, state: conversation as unknown as JSONValue };
}

/** Throws `pause_mismatch` for a state that is not of this backend. */
export function readState({ state }: Pause): Conversation {
  if (isObject(state) && Array.isArray(state.messages) && typeof state.requested === 'number' && isObject(state.usage))
    return state as unknown as Conversation;
  throw new ToolferryError('pause_mismatch', 'This pause has no conversation of an AI SDK agent. Nothing was run.');
}
