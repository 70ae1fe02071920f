/** The questions of a paused thread to its client. @module */

import { randomUUID } from '../../random-uuid.js';
import type { Answer, Pause } from '../../types.js';
import type { Asked } from './thread.js';

/** Returns what is asked next: the results of client tools before approvals. The ids of interrupts are new ones. */
export function nextQuestion({ calls }: Pause, answers: readonly Answer[]): Asked {
  const known = new Set(answers.map(({ toolCallId }) => toolCallId));
  const open = calls.filter(({ id }) => !known.has(id));
  const tools = open.flatMap(({ id, ask }) => (ask === undefined ? [id] : []));
  return tools.length > 0 ? { tools } : { interrupts: open.map(({ id }) => ({ id: randomUUID(), toolCallId: id })) };
}

const responseSchema = {
  type: 'object',
  properties: { approved: { type: 'boolean' }, reason: { type: 'string' } },
  required: ['approved'],
};

/** Returns the outcome that asks. Clients older than 1.0 fail on a list of calls, and find the calls without one. */
export function outcomeOf({ calls }: Pause, { tools, interrupts }: Asked, isVersioned: boolean): object {
  if (tools) return { type: 'success', ...(isVersioned && { pendingToolCallIds: tools }) };
  const asked = interrupts.map(({ id, toolCallId }) => {
    const message = calls.find((call) => call.id === toolCallId)?.message;
    return { id, reason: 'tool_call', toolCallId, ...(message !== undefined && { message }), responseSchema };
  });
  return { type: 'interrupt', interrupts: asked };
}
