import { toText } from '../result/to-text.js';
import type { AgentEvent, PendingCall, ToolCall, ToolResult } from '../types.js';
import { isObject } from '../unknown.js';
import type { ClientInput } from './read-input.js';

/** Writes the events of one AG-UI run. */
export interface EventWriter {
  start(): void;
  /** Writes an event of the agent. Ignores those of other kinds. */
  emit(event: unknown): void;
  /** Writes the calls that a run pauses for, unless the agent emitted them. */
  calls(calls: readonly PendingCall[]): void;
  /** Ends the message that is being written. The next text starts another. */
  endText(): void;
  finish(outcome: object, result?: unknown): void;
  fail(code: string, message: string): void;
}

/**
 * Creates what writes the events of a run. No call and no result is written twice, and none is the result of a client's own call:
 * clients would add it to their messages again.
 *
 * @param known The calls that the client has seen.
 * @param answered The calls that the client itself answered.
 */
export function createEventWriter(
  { threadId, runId }: ClientInput,
  write: (event: object) => void,
  known: Iterable<string>,
  answered: Iterable<string>,
): EventWriter {
  const calls = new Set(known);
  const results = new Set(answered);
  let messageId: string | undefined;
  let number = 0;
  const newId = () => `${runId}-${++number}`;
  const endText = () => {
    if (messageId !== undefined) write({ type: 'TEXT_MESSAGE_END', messageId });
    messageId = undefined;
  };
  const writeText = (delta: string) => {
    if (delta === '') return;
    if (messageId === undefined) {
      messageId = newId();
      write({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' });
    }
    write({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta });
  };
  const writeCall = ({ id: toolCallId, name: toolCallName, input }: ToolCall) => {
    if (calls.has(toolCallId)) return;
    calls.add(toolCallId);
    endText();
    write({ type: 'TOOL_CALL_START', toolCallId, toolCallName });
    write({
      type: 'TOOL_CALL_ARGS',
      toolCallId,
      delta: typeof input === 'string' ? input : JSON.stringify(input ?? {}),
    });
    write({ type: 'TOOL_CALL_END', toolCallId });
  };
  const writeResult = (result: ToolResult) => {
    const { toolCallId, toolName, error } = result;
    if (results.has(toolCallId)) return;
    results.add(toolCallId);
    writeCall({ id: toolCallId, name: toolName, input: {} });
    endText();
    const metadata = error && { toolferry: { code: error.code } };
    write({
      type: 'TOOL_CALL_RESULT',
      messageId: newId(),
      toolCallId,
      content: toText(result),
      ...(metadata && { metadata }),
    });
  };
  return {
    start: () => write({ type: 'RUN_STARTED', threadId, runId, protocolVersion: '1.0' }),
    emit(event) {
      if (!isAgentEvent(event)) return;
      if (event.type === 'text') writeText(event.text);
      else if (event.type === 'tool-call') writeCall(event.call);
      else writeResult(event.result);
    },
    calls: (pending) => pending.forEach(writeCall),
    endText,
    finish(outcome, result) {
      endText();
      write({ type: 'RUN_FINISHED', threadId, runId, outcome, ...(result !== undefined && { result }) });
    },
    fail(code, message) {
      endText();
      write({ type: 'RUN_ERROR', code, message });
    },
  };
}

function isAgentEvent(event: unknown): event is AgentEvent {
  if (!isObject(event)) return false;
  if (event.type === 'text') return typeof event.text === 'string';
  return (
    (event.type === 'tool-call' && isObject(event.call)) || (event.type === 'tool-result' && isObject(event.result))
  );
}
