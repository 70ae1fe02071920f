/** Approvals that are put off: how a call waits, and how its late decision is checked. @module */

import { approvalDigest, shownCall } from '../tool/approval-digest.js';
import { answeredById } from '../tool/marks.js';
import type { Decision, LateDecision, ToolCall, WaitingApproval } from '../types.js';

/** Stands in place of the answer to a call whose approval was put off, or that interrupted the caller of its run. */
export interface Waiting {
  readonly toolCallId: string;
  readonly waiting: WaitingApproval | undefined;
  /** The interrupt, which the run rejects with. */
  readonly interrupt?: unknown;
}

/** Thrown for a call whose approval was put off. It has no result then, as after the control flow of a framework. */
export class PutOff extends Error {
  readonly is_bubble_up = true;
  readonly waiting: WaitingApproval;

  constructor(waiting: WaitingApproval) {
    super('Its approval was put off.');
    this.waiting = waiting;
  }
}

/** Returns what stands in place of the answer to a call that was put off or interrupted; undefined for any other error. */
export function waitingFor(context: Interruptible, { id }: ToolCall, error: unknown): Waiting | undefined {
  if (error instanceof PutOff) return { toolCallId: id, waiting: error.waiting };
  return canPass(context, error) ? { toolCallId: id, waiting: undefined, interrupt: error } : undefined;
}

/** A run that an interrupt may leave. */
export interface Interruptible {
  /** The run can reject with an interrupt of its caller, which finds it again. */
  readonly canInterrupt?: boolean | undefined;
}

/** Returns whether the run can reject with an error. It has to be an interrupt whose answers name their calls. */
export function canPass({ canInterrupt }: Interruptible, error: unknown): boolean {
  return canInterrupt === true && answeredById.of(Object(error)) === true;
}

/** Returns what a late decision means for a call. */
export async function decide(decision: LateDecision, request: ToolCall): Promise<Decision> {
  const { approved, approver, input } = decision;
  if (approved !== true) return { approved, reason: wordsOf(decision, `${approver} did not approve it`) };
  const problem = await problemOf(decision, request);
  // Without `approved`: the person has denied nothing.
  if (problem !== undefined) return { reason: problem } as Decision;
  return { approved, reason: wordsOf(decision, `approved by ${approver}`), input };
}

/** Returns the reason of a decision with the approver; only the one that it has, if one is missing. */
function wordsOf({ reason, approver }: LateDecision, byApprover: string): string | undefined {
  if (approver === undefined) return reason;
  return reason === undefined ? byApprover : `${reason} (${approver})`;
}

/** Returns why a yes does not count; undefined if it does. It has to be about exactly what was shown, and in time. */
async function problemOf({ digest, call, expiresAt }: LateDecision, request: ToolCall): Promise<string | undefined> {
  if (digest === undefined && call === undefined)
    return 'the approval has neither the digest of the call that was shown nor that call';
  const isAbout =
    (digest === undefined || digest === (await approvalDigest(request))) &&
    (call === undefined || shownCall(call) === shownCall(request));
  if (!isAbout) return 'the approval is not for exactly this call';
  return expiresAt === undefined || Date.now() < expiresAt ? undefined : 'the approval has expired';
}
