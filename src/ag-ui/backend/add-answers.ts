import { toText } from '../../result/to-text.js';
import type { Answer, ApprovalAnswer, ContentPart, ToolResult } from '../../types.js';
import { invalidResponse } from './invalid-response.js';
import type { PauseState } from './pause.js';
import type { AGUIMessage, ResumeEntry } from './wire-types.js';

interface Answered {
  readonly messages: readonly AGUIMessage[];
  readonly resume: readonly ResumeEntry[];
}

/** Returns the messages with the results of client tools behind their calls, and the answers to interrupts. */
export function addAnswers(state: PauseState, answers: readonly Answer[]): Answered {
  const messages = [...state.messages];
  for (const answer of answers) if (!isApproval(answer)) insertResult(messages, toMessage(answer, state.isVersioned));
  return { messages, resume: answers.filter(isApproval).map((answer) => toEntry(answer, state)) };
}

function isApproval(answer: Answer): answer is ApprovalAnswer {
  return 'approved' in answer;
}

/** Inserts a result behind the message with its call and the results that it has already. */
export function insertResult(messages: AGUIMessage[], result: AGUIMessage): void {
  const owner = messages.findIndex(({ toolCalls }) => toolCalls?.some(({ id }) => id === result.toolCallId));
  let index = owner + 1;
  while (messages[index]?.role === 'tool') index++;
  messages.splice(owner < 0 ? messages.length : index, 0, result);
}

function toMessage(result: ToolResult, isVersioned: boolean): AGUIMessage {
  const { toolCallId, content, error } = result;
  const hasFiles = isVersioned && !error && content?.some(({ type }) => type === 'file');
  return {
    id: `result-${toolCallId}`,
    role: 'tool',
    toolCallId,
    content: hasFiles ? content?.map(toPart) : toText(result),
    ...(error && { error: error.message }),
  };
}

function toPart(part: ContentPart) {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const { mediaType: mimeType, data, url } = part;
  const source = url === undefined ? { type: 'data', value: data, mimeType } : { type: 'url', value: url, mimeType };
  const kind = /^(image|audio|video)\//.exec(mimeType)?.[1] ?? 'document';
  return { type: kind, source };
}

/** A call about which nobody decided is not reported as a denial. */
function toEntry({ toolCallId, approved, reason, undecided }: ApprovalAnswer, { interrupts }: PauseState): ResumeEntry {
  const interruptId = interrupts.find((interrupt) => interrupt.toolCallId === toolCallId)?.id;
  if (interruptId === undefined) throw invalidResponse('The pause has no interrupt for this approval.');
  if (undecided) return { interruptId, status: 'cancelled' };
  return { interruptId, status: 'resolved', payload: { approved, ...(reason !== undefined && { reason }) } };
}
