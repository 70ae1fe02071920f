import { toText } from '../../result/to-text.js';
import type { AgentEvent, PendingCall, ToolCall, ToolResult } from '../../types.js';
import { isObject } from '../../unknown.js';
import { type ClientHistory, isKnownAs, toArguments } from './client-history.js';
import type { ClientInput } from './read-input.js';
import type { RunFailure, SentEvent } from './thread.js';

/** Writes the events of one AG-UI run. */
export interface EventWriter {
  /** The events of the agent that were written. */
  readonly sent: readonly SentEvent[];
  start(): void;
  /** Writes an event of the agent. Ignores those of other kinds. */
  emit(event: unknown): void;
  /** Writes the parts that the client does not have of events that were written before. */
  repeat(events: readonly SentEvent[]): void;
  /** Returns whether the client has another call under the id of this one, which it therefore does not see. */
  hides(call: ToolCall): boolean;
  /** Writes the calls that a run pauses for, unless the agent emitted them. */
  calls(calls: readonly PendingCall[]): void;
  /** Ends the message that is being written. The next text starts another. */
  endText(): void;
  finish(outcome: object, result?: unknown): void;
  fail(failure: RunFailure): void;
}

type Text = { readonly type: 'text'; readonly messageId: string; text: string };

/**
 * Creates what writes the events of a run. No call and no result is written twice, and none is the result of a client's own call:
 * clients would add it to their messages again.
 */
export function createEventWriter(
  { threadId, runId, protocolVersion }: ClientInput,
  write: (event: object) => void,
  { texts, calls, results }: ClientHistory,
): EventWriter {
  const sent: SentEvent[] = [];
  let open: Text | undefined;
  let number = 0;
  const newId = (): string => {
    do number += 1;
    while (texts.has(`${runId}-${number}`));
    return `${runId}-${number}`;
  };
  const endText = () => {
    if (open) write({ type: 'TEXT_MESSAGE_END', messageId: open.messageId });
    open = undefined;
  };
  const startText = (messageId: string): Text => {
    endText();
    open = { type: 'text', messageId, text: '' };
    sent.push(open);
    write({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' });
    return open;
  };
  const writeText = (delta: string) => {
    if (delta === '') return;
    const message = open ?? startText(newId());
    message.text += delta;
    write({ type: 'TEXT_MESSAGE_CONTENT', messageId: message.messageId, delta });
  };
  const writeCall = (call: ToolCall) => {
    const { id: toolCallId, name } = call;
    const text = toArguments(call.input);
    const known = calls.get(toolCallId);
    const delta = missing(text, known?.text);
    if (delta === undefined || (known && known.name !== name)) return;
    calls.set(toolCallId, { name, text });
    sent.push({ type: 'tool-call', call });
    endText();
    write({ type: 'TOOL_CALL_START', toolCallId, toolCallName: name });
    write({ type: 'TOOL_CALL_ARGS', toolCallId, delta });
    write({ type: 'TOOL_CALL_END', toolCallId });
  };
  const writeResult = (result: ToolResult) => {
    const { toolCallId, toolName, error } = result;
    if (results.has(toolCallId)) return;
    results.add(toolCallId);
    if (!calls.has(toolCallId)) writeCall({ id: toolCallId, name: toolName, input: {} });
    const content = toText(result);
    const metadata = error && { toolferry: { code: error.code } };
    const failed = error && { error: { code: error.code, message: content } };
    sent.push({ type: 'tool-result', result: { toolCallId, toolName, output: content, ...failed } });
    endText();
    write({ type: 'TOOL_CALL_RESULT', messageId: newId(), toolCallId, content, ...(metadata && { metadata }) });
  };
  const writeEvent = (event: AgentEvent) => {
    if (event.type === 'text') writeText(event.text);
    else if (event.type === 'tool-call') writeCall(event.call);
    else writeResult(event.result);
  };
  const finish = (outcome: object, result?: unknown) => {
    endText();
    write({ type: 'RUN_FINISHED', threadId, runId, outcome, ...(result !== undefined && { result }) });
  };
  return {
    sent,
    start: () => write({ type: 'RUN_STARTED', threadId, runId, protocolVersion: '1.0' }),
    emit: (event) => (isAgentEvent(event) ? writeEvent(event) : undefined),
    repeat(events) {
      for (const event of events) {
        if (event.type !== 'text') writeEvent(event);
        else {
          const delta = missing(event.text, texts.get(event.messageId));
          if (delta === undefined) continue;
          startText(event.messageId);
          writeText(delta);
        }
      }
    },
    hides(call) {
      const known = calls.get(call.id);
      return known !== undefined && !isKnownAs(call, known);
    },
    calls: (pending) => pending.forEach(writeCall),
    endText,
    finish,
    fail(failure) {
      // Clients older than 1.0 fail on an outcome that they do not know.
      if (failure.code === 'run_stopped' && protocolVersion !== undefined) return finish({ type: 'cancelled' });
      endText();
      write({ type: 'RUN_ERROR', ...failure });
    },
  };
}

/**
 * Returns the part of a text that a client does not have; undefined if it has all of it. Clients append text under an id that they know
 * (`@ag-ui/client` 1.0 and 0.0.59).
 */
function missing(text: string, known: string | undefined): string | undefined {
  if (known === undefined) return text;
  return text.length > known.length && text.startsWith(known) ? text.slice(known.length) : undefined;
}

function isAgentEvent(event: unknown): event is AgentEvent {
  if (!isObject(event)) return false;
  if (event.type === 'text') return typeof event.text === 'string';
  return (
    (event.type === 'tool-call' && isObject(event.call)) || (event.type === 'tool-result' && isObject(event.result))
  );
}
