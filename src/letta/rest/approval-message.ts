import type { ApprovalCreate } from '@letta-ai/letta-client/resources/agents/messages';
import { randomUUID } from '../../random-uuid.js';
import type { Answer, ApprovalAnswer } from '../../types.js';
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
    otid: randomUUID(),
    approvals: answers.map((answer) =>
      'approved' in answer ? toApproval(answer) : toLettaToolReturn(answer, { maxCharacters }),
    ),
  };
}

/** Letta shows the model a denial as the user's, with "User reason:", and "None" if there is no reason (0.16.8). */
function toApproval({ toolCallId, approved, reason = 'it was not approved', undecided }: ApprovalAnswer) {
  const type = 'approval' as const;
  return approved
    ? { type, tool_call_id: toolCallId, approve: true }
    : { type, tool_call_id: toolCallId, approve: false, reason: undecided ? `${reason}; ${undecidedNote}` : reason };
}

const undecidedNote = 'the user did not decide about this call';
