import { ToolferryError } from '../../errors.js';
import type { PendingCall } from '../../types.js';
import { isObject } from '../../unknown.js';
import type { Conversation } from './conversation.js';
import { type FinishedRun, toCall } from './follow-run.js';
import { invalidResponse } from './invalid-response.js';

/** The calls and interrupts that a finished run waits for. */
export interface Questions {
  readonly calls: readonly PendingCall[];
  /** The interrupts, by the call that each is about. */
  readonly interrupts: readonly { readonly id: string; readonly toolCallId: string }[];
}

interface Asking {
  /** The names of the tools that the run offers. */
  readonly offered: ReadonlySet<string>;
  /** Calls that had no result before the run. */
  readonly ignored: ReadonlySet<string>;
}

/**
 * Returns the calls that a run waits for: those that the agent lists, or else those of tools that the run offers, without a result.
 * Throws `cannot_pause` for an interrupt that is not about a call.
 */
export function pendingCalls({ conversation, outcome }: FinishedRun, asking: Asking): Questions {
  const { type, pendingToolCallIds, interrupts } = isObject(outcome) ? outcome : { type: 'success' };
  if (type === 'cancelled') throw new ToolferryError('run_failed', 'The run was cancelled where the AG-UI agent runs.');
  if (type === 'success') {
    const ids = Array.isArray(pendingToolCallIds) ? pendingToolCallIds : openCalls(conversation, asking);
    return {
      calls: ids.filter((id) => !conversation.result(id)).map((id) => findCall(conversation, id)),
      interrupts: [],
    };
  }
  if (type !== 'interrupt' || !Array.isArray(interrupts) || interrupts.length === 0)
    throw invalidResponse('The AG-UI agent ended its run with an outcome that is not known here.');
  const asked = interrupts.map(readInterrupt);
  const approvals = new Set(asked.map(({ toolCallId }) => toolCallId));
  const open = openCalls(conversation, asking).filter((id) => !approvals.has(id));
  return {
    calls: [
      ...open.map((id) => findCall(conversation, id)),
      ...asked.map(({ toolCallId, message }) => ({
        ...findCall(conversation, toolCallId),
        ask: 'approval' as const,
        ...(message !== undefined && { message }),
      })),
    ],
    interrupts: asked.map(({ id, toolCallId }) => ({ id, toolCallId })),
  };
}

/** Returns the ids of the calls of these tools that have no result. */
export function openCalls({ messages, result }: Conversation, { offered, ignored }: Asking): string[] {
  const calls = messages.flatMap(({ toolCalls }) => toolCalls ?? []);
  return calls
    .filter(({ id, function: { name } }) => offered.has(name) && !ignored.has(id) && !result(id))
    .map(({ id }) => id);
}

function findCall({ call }: Conversation, id: unknown): PendingCall {
  const found = typeof id === 'string' ? call(id) : undefined;
  if (found === undefined) throw invalidResponse('The AG-UI agent asks about a call that it did not send.');
  return toCall(found);
}

function readInterrupt(interrupt: unknown) {
  if (!isObject(interrupt) || typeof interrupt.id !== 'string')
    throw invalidResponse('The AG-UI agent sent an interrupt without an id.');
  const { id, toolCallId, message } = interrupt;
  if (typeof toolCallId !== 'string') throw notAboutCall(interrupt);
  return { id, toolCallId, message: typeof message === 'string' ? message : undefined };
}

function notAboutCall(interrupt: object): ToolferryError {
  const message =
    'The AG-UI agent was interrupted by something other than a tool call, which cannot be answered here. data.interrupt has the question.';
  return new ToolferryError('cannot_pause', message, { data: { interrupt } });
}
