import type { PendingCall } from '../../types.js';
import { insertResult } from './add-answers.js';
import type { AGUIMessage } from './wire-types.js';

interface Kept {
  readonly messages: readonly AGUIMessage[];
  /** The calls whose results were not sent. */
  readonly calls: readonly PendingCall[];
}

/**
 * Adds the results that a request contained to the messages of the run, if the agent asks for them again. Agents of ag-ui-langgraph
 * ignore results that are sent together with answers to interrupts.
 */
export function keepResults(
  after: readonly AGUIMessage[],
  sent: readonly AGUIMessage[],
  asked: readonly PendingCall[],
): Kept {
  const messages = [...after];
  const calls = asked.filter(({ id, ask }) => {
    const result = sent.find(({ role, toolCallId }) => role === 'tool' && toolCallId === id);
    if (ask !== undefined || result === undefined) return true;
    insertResult(messages, result);
    return false;
  });
  return { messages, calls };
}
