/** Approvals that are put off: how a call waits, and how its late decision is checked. @module */

import { ToolferryError } from '../errors.js';
import { approvalDigest, shownCall } from '../tool/approval-digest.js';
import type { Answer, Decision, LateDecision, Pause, ToolCall, WaitingApproval } from '../types.js';

/** Stands in place of the answer to a call whose approval was put off. */
export interface Waiting {
  readonly toolCallId: string;
  readonly waiting: WaitingApproval;
}

/** A call is left as framework control flow leaves it: without a result. */
class PutOff extends Error {
  readonly is_bubble_up = true;
  readonly waiting: WaitingApproval;

  constructor(waiting: WaitingApproval) {
    super('Its approval was put off.');
    this.waiting = waiting;
  }
}

/** Leaves a call whose approval was put off. */
export function putOff(waiting: WaitingApproval): never {
  throw new PutOff(waiting);
}

export function isPutOff(error: unknown): boolean {
  return error instanceof PutOff;
}

/** Returns what stands in place of the answer to a call that was left so. Throws any other error again. */
export function waitingFor({ id }: ToolCall, error: unknown): Waiting {
  if (!(error instanceof PutOff)) throw error;
  return { toolCallId: id, waiting: error.waiting };
}

/** Returns what a late decision means for a call. One that is about another call, or too late, is a no that says so. */
export async function decide(
  { approved, digest, call, reason, approver, expiresAt }: LateDecision,
  request: ToolCall,
): Promise<Decision> {
  if (approved !== true) return { approved: false, reason: reason ?? (approver && `${approver} did not approve it`) };
  const isAbout =
    digest === undefined ? call && shownCall(call) === shownCall(request) : digest === (await approvalDigest(request));
  if (!isAbout) return { approved: false, reason: 'the approval is not for exactly this call' };
  if (expiresAt !== undefined && !(Date.now() < expiresAt))
    return { approved: false, reason: 'the approval has expired' };
  return { approved, reason: reason ?? (approver && `approved by ${approver}`) };
}

/** Returns the error of a run that waits for approvals: its pause has the answers to all other calls. */
export function approvalPending(pause: Pause, answers: readonly (Answer | Waiting)[]): ToolferryError {
  const waiting = new Map(answers.flatMap((each) => ('waiting' in each ? [[each.toolCallId, each.waiting]] : [])));
  const calls = pause.calls.map((call) => ({ ...call, waiting: waiting.get(call.id) ?? call.waiting }));
  const names = calls.flatMap((call) => (waiting.has(call.id) ? [`"${call.name}"`] : []));
  const data = { pause: { ...pause, calls, answers: answers.filter((answer) => !('waiting' in answer)) } };
  const message = `The run waits for the approval of ${names.join(', ')}. Pass data.pause to resume() with the decisions.`;
  return new ToolferryError('approval_pending', message, { data });
}
