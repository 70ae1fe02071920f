import { codeOf } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';
import { failure } from '../../result/failure.js';
import { toJSON } from '../../result/to-json.js';
import type { AgentEvent, ToolResult } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { readToolOutput } from '../read-tool-output.js';
import { type Part, partsOf } from './messages.js';
import { toCall } from './pending-calls.js';

/** The calls that were decided since the last request to the model, with the reason of those that were denied. */
type Decided = Map<unknown, string | undefined>;

/** Reads the decisions that the AI SDK acts on next. One whose call has a result is of an earlier stream. */
export function decidedIn(messages: readonly unknown[]): Decided {
  const last = partsOf(messages.slice(-1), 'tool');
  const ended = new Set(last.filter(({ type }) => type === 'tool-result').map(({ toolCallId }) => toolCallId));
  const decided: Decided = new Map();
  for (const { type, approvalId, toolCallId } of partsOf(messages, 'assistant')) {
    if (type !== 'tool-approval-request' || ended.has(toolCallId)) continue;
    const response = last.find((part) => part.type === 'tool-approval-response' && part.approvalId === approvalId);
    if (response) decided.set(toolCallId, response.approved ? undefined : textOf(response.reason));
  }
  return decided;
}

/**
 * Emits a part of the AI SDK's stream as an event, if it is one of its kinds. A denial that an earlier stream contained comes again
 * where approvals are answered, and is not emitted twice.
 */
export function emitPart(emit: (event: AgentEvent) => void, decided: Decided, part: Part): void {
  switch (part.type) {
    case 'text-delta':
      if (typeof part.text === 'string' && part.text !== '') emit({ type: 'text', text: part.text });
      break;
    case 'tool-call':
      emit({ type: 'tool-call', call: toCall(part) });
      break;
    case 'tool-result':
      // A preliminary result is progress.
      if (part.preliminary !== true) emit({ type: 'tool-result', result: toResult(part) });
      break;
    case 'tool-error':
      emit({ type: 'tool-result', result: toFailure(part) });
      break;
    case 'tool-approval-response':
      decided.set(getProperty(part.toolCall, 'toolCallId'), textOf(part.reason));
      break;
    case 'tool-output-denied':
      if (decided.has(part.toolCallId)) emit({ type: 'tool-result', result: toDenial(part, decided) });
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function toResult(part: Part): ToolResult {
  const { id, name } = toCall(part);
  return { toolCallId: id, toolName: name, ...readToolOutput(toJSON(part.output)) };
}

function toFailure(part: Part): ToolResult {
  const call = toCall(part);
  const { error } = part;
  return failure(call, codeOf(error) ?? 'failed', errorMessage(error) ?? `"${call.name}" failed.`, { cause: error });
}

function toDenial(part: Part, decided: Decided): ToolResult {
  const call = toCall(part);
  const reason = decided.get(part.toolCallId) ?? 'it was not approved';
  return failure(call, 'denied', `"${call.name}" was not run: ${reason}.`);
}
