import type { Emit } from '../async/notify.js';
import { race } from '../async/race.js';
import { isBubbleUp } from '../errors.js';
import { toJSON } from '../result/to-json.js';
import type { RegisteredTool } from '../tool/registered-definition.js';
import type { ApprovalRequest, Approve, CallEvent, CheckOptions, ClientTool } from '../types.js';
import type { CheckedCall } from './check-call.js';
import { type AskReason, inCall, type Report } from './watch.js';

/** The outcome of asking for approval. */
export type Approval =
  | { readonly approved: true; readonly reason: string | undefined; readonly input?: unknown }
  | {
      readonly approved: false;
      readonly reason: string;
      readonly aborted?: boolean;
      readonly undecided?: true;
      /** What `approve` threw. */
      readonly cause?: unknown;
    };

/**
 * Returns why this call needs approval; undefined if it does not. The author's condition can only make the policy stricter.
 */
export function reasonToAsk(
  { tool, definition: { needsApproval } }: RegisteredTool,
  checked: CheckedCall,
  options: CheckOptions,
  report: Report,
): AskReason | undefined | Promise<AskReason | undefined> {
  const { ruling } = checked;
  if (ruling.action === 'ask') return { reason: ruling.reason ?? 'the policy requires approval' };
  return needsApproval && authorsReason(needsApproval.bind(tool), checked, options, report);
}

/** An abort while the condition decides counts as a reason: `ask` then reports that the call was aborted. */
async function authorsReason(
  needsApproval: NonNullable<ClientTool['needsApproval']>,
  { call, value }: CheckedCall,
  { signal, caller }: CheckOptions,
  report: Report,
): Promise<AskReason | undefined> {
  try {
    const outcome = await race({ signal }, (ownSignal) =>
      needsApproval(value, { toolCallId: call.id, signal: ownSignal, caller }),
    );
    const answer = 'value' in outcome ? outcome.value : true;
    if (answer === false) return undefined;
    return { reason: typeof answer === 'string' ? answer : 'the tool requires approval' };
  } catch (error) {
    report(error, inCall('needsApproval', call));
    return { reason: 'its needsApproval function failed', cause: error };
  }
}

/** The function that is asked, and the listeners. */
export interface Asking {
  readonly approve: Approve | undefined;
  readonly emit?: Emit<CallEvent> | undefined;
  readonly report: Report;
}

/** The input was counted when it was parsed. */
const unlimited = { maxNodes: Number.POSITIVE_INFINITY };

/** Asks for approval, and emits that it was requested and answered. */
export async function ask(
  asking: Asking,
  request: Omit<ApprovalRequest, 'signal'>,
  signal: AbortSignal | undefined,
): Promise<Approval> {
  const { emit } = asking;
  if (emit === undefined) return askApprove(asking, request, signal);
  const { call, reason } = request;
  const start = performance.now();
  emit({ type: 'approval-requested', call, reason });
  const approval = await askApprove(asking, request, signal);
  const durationMs = performance.now() - start;
  emit({ type: 'approval-answered', call, approved: approval.approved, reason: approval.reason, durationMs });
  return approval;
}

/**
 * Calls `approve` with a copy of the input, so that exactly what was shown runs. A missing `approve`, or one that throws, is a
 * refusal.
 */
async function askApprove(
  { approve, report }: Asking,
  request: Omit<ApprovalRequest, 'signal'>,
  signal: AbortSignal | undefined,
): Promise<Approval> {
  try {
    const outcome = await race({ signal }, (ownSignal) => {
      const call = { ...request.call, input: toJSON(request.call.input, unlimited) };
      return approve === undefined ? undefined : approve({ ...request, call, signal: ownSignal });
    });
    if ('stopped' in outcome)
      return { approved: false, reason: 'the call was aborted', aborted: true, undecided: true };
    return approve === undefined ? withoutApprove : toApproval(outcome.value);
  } catch (error) {
    if (isBubbleUp(error)) throw error;
    report(error, inCall('approve', request.call));
    return { approved: false, reason: 'the approve function failed', undecided: true, cause: error };
  }
}

const withoutApprove: Approval = {
  approved: false,
  reason: 'it needs approval, and no approve function is set. Pass approve to createBridge()',
  undecided: true,
};

function toApproval(decision: Awaited<ReturnType<Approve>> | undefined): Approval {
  if (decision === 'later') return { approved: false, reason: laterOutsideRun, undecided: true };
  const { approved, reason, input } =
    typeof decision === 'object' && decision !== null ? decision : { approved: decision };
  const words = typeof reason === 'string' ? reason.trim() || undefined : undefined;
  return approved === true
    ? { approved, reason: words, input }
    : { approved: false, reason: words ?? 'it was not approved', ...(approved !== false && { undecided: true }) };
}

const laterOutsideRun =
  "approve answered 'later', which works only in a run (bridge.run, atp.execute, letta.send) that no other call has started";
