import { canonical } from '../../schema/canonical.js';
import type { ApprovalRequest, Decision } from '../../types.js';
import { getProperty } from '../../unknown.js';

/** The tool's key in its tool set, if known, and the messages that its call was made with. */
interface Execution {
  readonly key: string | undefined;
  readonly messages: readonly unknown[];
}

/**
 * Approves a call only if its messages contain the approval of exactly this call. That the AI SDK calls `execute` proves
 * nothing: it also does so after a `toolApproval` that is not applicable (7.0.173).
 */
export function checkApproved({ call, reason }: ApprovalRequest, { key, messages }: Execution): Decision {
  const approved = findApprovedCall(messages, call.id);
  if (approved === undefined) return { approved: false, reason: `${reason}, and ${notAsked}` };
  const isThisCall =
    canonical(getProperty(approved, 'input')) === canonical(call.input) &&
    (key === undefined || getProperty(approved, 'toolName') === key);
  return isThisCall || { approved: false, reason: `${reason}, and this call is not the one that was approved` };
}

const notAsked =
  'the AI SDK did not ask for approval of this call (ai 5 cannot ask). Ask with toolApproval() of toolferry/ai-sdk, or pass approval: "caller" if your own code decides';

/**
 * Returns the `tool-call` part that was approved, found as the AI SDK finds it: only the last message can approve, and of several
 * answers for one call the first counts.
 */
function findApprovedCall(messages: readonly unknown[], toolCallId: string): unknown {
  const answers = partsOf(messages.at(-1), 'tool');
  const asked = messages.flatMap((message) => partsOf(message, 'assistant'));
  const answer = answers.find((part) => {
    const approvalId = getProperty(part, 'approvalId');
    const request = asked.findLast((other) => isPart(other, 'tool-approval-request', { approvalId }));
    return isPart(part, 'tool-approval-response') && getProperty(request, 'toolCallId') === toolCallId;
  });
  const hasResult = answers.some((part) => isPart(part, 'tool-result', { toolCallId }));
  if (hasResult || getProperty(answer, 'approved') !== true) return undefined;
  return asked.findLast((part) => isPart(part, 'tool-call', { toolCallId }));
}

function partsOf(message: unknown, role: string): readonly unknown[] {
  const content = getProperty(message, 'content');
  return getProperty(message, 'role') === role && Array.isArray(content) ? content : [];
}

function isPart(part: unknown, type: string, ids: Readonly<Record<string, unknown>> = {}): boolean {
  const isOfType = getProperty(part, 'type') === type;
  return isOfType && Object.entries(ids).every(([member, id]) => getProperty(part, member) === id);
}
