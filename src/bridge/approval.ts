import { toJSON } from '../result/to-json.js';
import type { ApprovalRequest, Approve, ClientTool, Decision } from '../types.js';
import { isBubbleUp } from './bubble-up.js';
import type { CheckedCall } from './check-call.js';
import { within } from './within.js';

export type Answered =
  | { readonly approved: true; readonly input?: unknown }
  | { readonly approved: false; readonly reason: string; readonly aborted?: boolean };

/** Why this call has to be approved, or undefined if it may just run. The author's condition can only make it stricter. */
export async function reasonToAsk(tool: ClientTool, { ruling, value }: CheckedCall): Promise<string | undefined> {
  if (ruling.action === 'ask') return ruling.reason ?? 'the policy asks for it';
  if (tool.needsApproval === undefined) return undefined;
  try {
    return (await tool.needsApproval(value)) === false ? undefined : 'the tool asks for it';
  } catch {
    return 'its own condition for asking failed';
  }
}

/** Asks, with a copy of the input, so that what runs is what was shown. No `approve`, or one that throws, is a no. */
export async function ask(
  approve: Approve | undefined,
  request: Omit<ApprovalRequest, 'signal'>,
  signal?: AbortSignal,
): Promise<Answered> {
  if (approve === undefined) return { approved: false, reason: 'it needs approval, and there is nobody to ask' };
  try {
    const call = { ...request.call, input: toJSON(request.call.input) };
    const outcome = await within({ signal }, (own) => approve({ ...request, call, signal: own }));
    return 'stopped' in outcome
      ? { approved: false, reason: 'the call was aborted', aborted: true }
      : toAnswer(outcome.value);
  } catch (error) {
    if (isBubbleUp(error)) throw error;
    return { approved: false, reason: 'asking for approval failed' };
  }
}

function toAnswer(decision: Decision): Answered {
  if (decision === true) return { approved: true };
  if (typeof decision !== 'object' || decision === null) return { approved: false, reason: 'it was not approved' };
  if (decision.approved === true) return { approved: true, input: decision.input };
  return { approved: false, reason: typeof decision.reason === 'string' ? decision.reason : 'it was not approved' };
}
