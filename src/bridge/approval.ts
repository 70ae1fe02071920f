import { toJSON } from '../result/to-json.js';
import type { ApprovalRequest, Approve, ClientTool, Decision, ExecuteOptions } from '../types.js';
import { isBubbleUp } from './bubble-up.js';
import type { CheckedCall } from './check-call.js';
import { within } from './within.js';

export type Answered =
  | { readonly approved: true; readonly input?: unknown }
  | { readonly approved: false; readonly reason: string; readonly aborted?: boolean };

/** Why this call has to be approved, or undefined if it may just run. The author's condition can only make it stricter. */
export function reasonToAsk(
  tool: ClientTool,
  checked: CheckedCall,
  options: Pick<ExecuteOptions, 'signal' | 'caller'> = {},
): string | undefined | Promise<string | undefined> {
  const { ruling } = checked;
  if (ruling.action === 'ask') return ruling.reason ?? 'the policy asks for it';
  return tool.needsApproval && authorsReason(tool, checked, options);
}

/** A condition that is aborted while it is thought about is a reason too: asking then says that the call was aborted. */
async function authorsReason(
  tool: ClientTool,
  { call, value }: CheckedCall,
  { signal, caller }: Pick<ExecuteOptions, 'signal' | 'caller'>,
): Promise<string | undefined> {
  try {
    const outcome = await within({ signal }, (own) =>
      tool.needsApproval?.(value, { callId: call.id, signal: own, caller }),
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
  signal?: AbortSignal,
): Promise<Answered> {
  try {
    const outcome = await within({ signal }, (own) => {
      const call = { ...request.call, input: toJSON(request.call.input) };
      return approve === undefined ? nobody : approve({ ...request, call, signal: own });
    });
    return 'value' in outcome
      ? toAnswer(outcome.value)
      : { approved: false, reason: 'the call was aborted', aborted: true };
  } catch (error) {
    if (isBubbleUp(error)) throw error;
    return { approved: false, reason: 'asking for approval failed' };
  }
}

const nobody: Decision = { approved: false, reason: 'it needs approval, and there is nobody to ask' };

function toAnswer(decision: Decision): Answered {
  const { approved, reason, input } =
    typeof decision === 'object' && decision !== null ? decision : { approved: decision };
  if (approved === true) return { approved, input };
  return { approved: false, reason: typeof reason === 'string' ? reason : 'it was not approved' };
}
