import { codeOf } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';
import { failure } from '../../result/failure.js';
import { toJSON } from '../../result/to-json.js';
import type { AgentEvent, ToolResult } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { readToolOutput } from '../read-tool-output.js';
import { toCall } from './pending-calls.js';

/** A part of the AI SDK's stream. */
type StreamPart = Readonly<Record<string, unknown>>;

/** Returns a function that emits the parts of one stream as events. `denials` has the reasons of calls that were denied. */
export function partEmitter(
  emit: (event: AgentEvent) => void,
  denials: Map<unknown, string | undefined>,
): (part: StreamPart) => void {
  return (part) => {
    switch (part.type) {
      case 'text-delta':
        if (typeof part.text === 'string' && part.text !== '') emit({ type: 'text', text: part.text });
        break;
      case 'tool-call':
        emit({ type: 'tool-call', call: toCall(part) });
        break;
      case 'tool-result':
        // A preliminary result is one that the tool goes on after.
        if (part.preliminary !== true) emit({ type: 'tool-result', result: toResult(part) });
        break;
      case 'tool-error':
        emit({ type: 'tool-result', result: toFailure(part) });
        break;
      case 'tool-approval-response':
        denials.set(getProperty(part.toolCall, 'toolCallId'), reasonOf(part));
        break;
      case 'tool-output-denied':
        emit({ type: 'tool-result', result: toDenial(part, denials.get(part.toolCallId)) });
    }
  };
}

function reasonOf({ reason }: StreamPart): string | undefined {
  return typeof reason === 'string' ? reason : undefined;
}

function toResult(part: StreamPart): ToolResult {
  const { id, name } = toCall(part);
  return { toolCallId: id, toolName: name, ...readToolOutput(toJSON(part.output)) };
}

function toFailure(part: StreamPart): ToolResult {
  const call = toCall(part);
  const { error } = part;
  return failure(call, codeOf(error) ?? 'failed', errorMessage(error) ?? `"${call.name}" failed.`, { cause: error });
}

function toDenial(part: StreamPart, reason: string | undefined): ToolResult {
  const call = toCall(part);
  return failure(call, 'denied', `"${call.name}" was not run: ${reason ?? 'it was not approved'}.`);
}
