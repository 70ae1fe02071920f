import type { ApprovalCreate } from '@letta-ai/letta-client/resources/agents/messages';
import type { Answer } from '../../types.js';
import { toLettaToolReturn } from '../to-letta-tool-return.js';

/**
 * Returns the one message that answers all calls of a round. It has a new `otid` each time, because an answer that is sent
 * again after the server has processed it is a new message.
 */
export function toApprovalMessage(
  answers: readonly Answer[],
  maxCharacters: number,
): ApprovalCreate & { type: 'approval' } {
  return {
    type: 'approval',
    otid: crypto.randomUUID(),
    approvals: answers.map((answer) =>
      'approved' in answer ? toApproval(answer) : toLettaToolReturn(answer, { maxCharacters }),
    ),
  };
}

/** Letta shows the model "None" for a denial without a reason. */
function toApproval({ toolCallId, approved, reason }: Extract<Answer, { approved: boolean }>) {
  const type = 'approval' as const;
  return approved
    ? { type, tool_call_id: toolCallId, approve: true }
    : { type, tool_call_id: toolCallId, approve: false, reason: reason ?? 'it was not approved' };
}
