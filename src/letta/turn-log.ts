import type {
  ApprovalRequestMessage,
  LettaStreamingResponse,
  Message,
  ToolCallMessage,
} from '@letta-ai/letta-client/resources/agents/messages';
import type { ToolReturnMessage } from '@letta-ai/letta-client/resources/tools';
import { contentText } from './content-text.js';
import { collectCalls, type RequestedCall } from './requested-calls.js';
import type { LettaEvent } from './turn.js';

/** What the events of a turn add up to. */
export interface TurnLog {
  /** Whole messages, in order. */
  readonly messages: readonly Message[];
  add(chunk: LettaStreamingResponse | Message): void;
  /** Ends a request: tells the server's own calls, and gives those that wait for an answer, in the order asked. */
  endStep(): readonly RequestedCall[];
  /** Calls that were run here: the server repeats their results, which is no news. */
  answered(callIds: readonly string[]): void;
}

/** Puts token deltas together to whole messages and tells what happens. Types of messages that nobody knows are kept. */
export function openTurnLog(emit: (event: LettaEvent) => void): TurnLog {
  const messages = new Map<string, Message>();
  const waiting = new Map<string, RequestedCall>();
  const onServer = new Map<string, RequestedCall>();
  const own = new Set<string>();

  const collect = (calls: Map<string, RequestedCall>, chunk: ApprovalRequestMessage | ToolCallMessage): void => {
    collectCalls(calls, chunk);
    const before = messages.get(keyOf(chunk)) as typeof chunk | undefined;
    const ids = new Set([before, chunk].flatMap((message) => (message ? callIds(message) : [])));
    const whole = [...ids].flatMap((id) => calls.get(id) ?? []).map(toWireCall);
    messages.set(keyOf(chunk), { ...chunk, tool_calls: whole, ...(whole[0] && { tool_call: whole[0] }) });
  };
  const tellServerCall = (call: RequestedCall): void => {
    onServer.delete(call.id);
    emit({ type: 'call-requested', call, on: 'server' });
  };
  const tellReturns = (chunk: ToolReturnMessage): void => {
    for (const { tool_call_id: callId, status, tool_return } of returnsOf(chunk)) {
      waiting.delete(callId);
      if (own.has(callId)) continue;
      const call = onServer.get(callId);
      if (call) tellServerCall(call);
      emit({ type: 'server-tool-returned', callId, failed: status === 'error', text: contentText(tool_return) });
    }
  };

  return {
    get messages() {
      return [...messages.values()];
    },
    add(chunk) {
      switch (chunk.message_type) {
        case 'approval_request_message':
          return collect(waiting, chunk);
        case 'tool_call_message':
          return collect(onServer, chunk);
        case 'assistant_message':
          emit({ type: 'text', text: contentText(chunk.content) });
          break;
        case 'reasoning_message':
          emit({ type: 'reasoning', text: chunk.reasoning });
          break;
        case 'tool_return_message':
          tellReturns(chunk);
      }
      const message = chunk as Message;
      messages.set(keyOf(message), joined(messages.get(keyOf(message)), message));
    },
    endStep() {
      for (const call of onServer.values()) tellServerCall(call);
      const calls = [...waiting.values()];
      waiting.clear();
      return calls;
    },
    answered: (ids) => {
      for (const id of ids) own.add(id);
    },
  };
}

/** One step's text, reasoning and calls may share an id. */
function keyOf(message: Message): string {
  return `${message.message_type} ${message.id}`;
}

/** A message and the delta that goes on with it. */
function joined(before: Message | undefined, delta: Message): Message {
  if (before?.message_type === 'assistant_message' && delta.message_type === 'assistant_message')
    return { ...delta, content: contentText(before.content) + contentText(delta.content) };
  if (before?.message_type === 'reasoning_message' && delta.message_type === 'reasoning_message')
    return { ...delta, reasoning: before.reasoning + delta.reasoning };
  return delta;
}

function callIds(message: ApprovalRequestMessage | ToolCallMessage): string[] {
  const calls = new Map<string, RequestedCall>();
  collectCalls(calls, message);
  return [...calls.keys()];
}

function toWireCall({ id, name, input }: RequestedCall) {
  return { tool_call_id: id, name, arguments: input };
}

/** One return for each call; the top-level one is deprecated, and holds the first. */
function returnsOf({ tool_returns, tool_call_id, status, tool_return }: ToolReturnMessage) {
  return (
    tool_returns?.flatMap((each) => ('tool_return' in each ? [each] : [])) ?? [{ tool_call_id, status, tool_return }]
  );
}
