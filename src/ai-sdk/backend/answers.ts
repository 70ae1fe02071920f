import { toText } from '../../result/to-text.js';
import type { Answer, ApprovalAnswer, JSONValue, ToolResult } from '../../types.js';
import { getProperty, omitUndefined } from '../../unknown.js';
import { modelOutputOf } from '../model-output.js';
import { findPart } from './messages.js';

export function isApproval(answer: Answer): answer is ApprovalAnswer {
  return 'approved' in answer;
}

/**
 * Returns the messages with the answers in their last tool message, which has the results of the calls that ran alongside them.
 * ai 5 would send two tool messages as they are, and ai 6 and 7 look for approvals in the last message only.
 */
export function withAnswers(
  messages: readonly JSONValue[],
  answers: readonly Answer[],
  major: 5 | 6 | 7,
): readonly JSONValue[] {
  const parts = answers.map((answer) =>
    isApproval(answer) ? toApprovalResponse(messages, answer) : toResultPart(answer, major),
  );
  const last = messages.at(-1);
  const isTool = getProperty(last, 'role') === 'tool';
  const before = isTool ? (getProperty(last, 'content') as JSONValue[]) : [];
  return [...(isTool ? messages.slice(0, -1) : messages), { role: 'tool', content: [...before, ...parts] }];
}

function toApprovalResponse(messages: readonly JSONValue[], answer: ApprovalAnswer): JSONValue {
  const { toolCallId, approved, reason } = answer;
  const approvalId = findPart(messages, 'tool-approval-request', toolCallId)?.approvalId;
  // A provider that asks about its own call is sent the response; for other calls the AI SDK acts on it.
  const providerExecuted = findPart(messages, 'tool-call', toolCallId)?.providerExecuted;
  const response = { type: 'tool-approval-response', approvalId, approved, reason, providerExecuted };
  return omitUndefined(response) as JSONValue;
}

function toResultPart(result: ToolResult, major: 5 | 6 | 7): JSONValue {
  const { toolCallId, toolName, error } = result;
  const output = error ? { type: 'error-text', value: toText(result) } : modelOutputOf(result, major);
  return { type: 'tool-result', toolCallId, toolName, output } as unknown as JSONValue;
}
