import { race } from '../async/race.js';
import { isBubbleUp } from '../errors.js';
import { toJSON } from '../result/to-json.js';
import type { ApprovalRequest, Approve, CheckOptions, ClientTool, Decision } from '../types.js';
import type { CheckedCall } from './check-call.js';

/** Whether a call was approved. */
export type Approval =
  | { readonly approved: true; readonly input?: unknown }
  | { readonly approved: false; readonly reason: string; readonly aborted?: boolean };

/** Why this call has to be approved; undefined if it may run without. The author's condition can only make the policy stricter. */
export function reasonToAsk(
  tool: ClientTool,
  checked: CheckedCall,
  options: CheckOptions,
): string | undefined | Promise<string | undefined> {
  const { ruling } = checked;
  if (ruling.action === 'ask') return ruling.reason ?? 'the policy asks for it';
  return tool.needsApproval && authorsReason(tool, checked, options);
}

/** A condition that is aborted while it decides is a reason too: asking then reports that the call was aborted. */
async function authorsReason(
  tool: ClientTool,
  { call, value }: CheckedCall,
  { signal, caller }: CheckOptions,
): Promise<string | undefined> {
  try {
    const outcome = await race({ signal }, (ownSignal) =>
      tool.needsApproval?.(value, { toolCallId: call.id, signal: ownSignal(), caller }),
    );
    const answer = 'value' in outcome ? outcome.value : true;
    if (answer === false) return undefined;
    return typeof answer === 'string' ? answer : 'the tool asks for it';
  } catch {
    return 'its own condition for asking failed';
  }
}

/** Asks, with a copy of the input, so that what runs is what was shown. No `approve`, or one that throws, is a no. */
export async function ask(
  approve: Approve | undefined,
  request: Omit<ApprovalRequest, 'signal'>,
  signal: AbortSignal | undefined,
): Promise<Approval> {
  try {
    const outcome = await race({ signal }, (ownSignal) => {
      const call = { ...request.call, input: toJSON(request.call.input) };
      return approve === undefined ? nobodyToAsk : approve({ ...request, call, signal: ownSignal() });
    });
    return 'value' in outcome
      ? toApproval(outcome.value)
      : { approved: false, reason: 'the call was aborted', aborted: true };
  } catch (error) {
    if (isBubbleUp(error)) throw error;
    return { approved: false, reason: 'asking for approval failed' };
  }
}

const nobodyToAsk: Decision = { approved: false, reason: 'it needs approval, and there is nobody to ask' };

function toApproval(decision: Decision): Approval {
  const { approved, reason, input } =
    typeof decision === 'object' && decision !== null ? decision : { approved: decision };
  if (approved === true) return { approved, input };
  return { approved: false, reason: typeof reason === 'string' ? reason : 'it was not approved' };
}
