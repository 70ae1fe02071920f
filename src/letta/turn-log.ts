import type {
  ApprovalRequestMessage,
  LettaStreamingResponse,
  Message,
  ToolCallMessage,
} from '@letta-ai/letta-client/resources/agents/messages';
import type { ToolReturnMessage } from '@letta-ai/letta-client/resources/tools';
import { getProperty } from '../unknown.js';
import { collectCalls, type RequestedCall } from './requested-calls.js';
import type { LettaEvent, LettaTurn, LettaUsage } from './turn.js';

/** Collects the events of a turn. */
export interface TurnLog {
  /** Whole messages, in order. */
  readonly messages: readonly Message[];
  readonly usage: LettaUsage;
  add(chunk: LettaStreamingResponse | Message): void;
  /**
   * Emits the server's own calls that were not emitted yet, and returns the calls that wait for an answer, in request order.
   */
  flushCalls(): readonly RequestedCall[];
  /** Records calls that were run here: the server repeats their results, which are not emitted. */
  recordAnswered(toolCallIds: readonly string[]): void;
  /** Returns the whole turn. */
  end(stopReason: string): LettaTurn;
}

/** Joins token deltas to whole messages and emits events. Keeps messages of unknown types. */
export function openTurnLog(emit: (event: LettaEvent) => void): TurnLog {
  const messages = new Map<string, Message>();
  const waiting = new Map<string, RequestedCall>();
  const onServer = new Map<string, RequestedCall>();
  const answeredHere = new Set<string>();
  let usage: LettaUsage = { promptTokens: 0, completionTokens: 0, totalTokens: 0, steps: 0 };

  const collect = (calls: Map<string, RequestedCall>, chunk: ApprovalRequestMessage | ToolCallMessage): void => {
    collectCalls(calls, chunk);
    const before = messages.get(keyOf(chunk)) as typeof chunk | undefined;
    const ids = new Set([before, chunk].flatMap((message) => (message ? callIds(message) : [])));
    const whole = [...ids].flatMap((id) => calls.get(id) ?? []).map(toWireCall);
    messages.set(keyOf(chunk), { ...chunk, tool_calls: whole, ...(whole[0] && { tool_call: whole[0] }) });
  };
  const emitServerCall = (call: RequestedCall): void => {
    onServer.delete(call.id);
    emit({ type: 'call-requested', call, on: 'server' });
  };
  const emitReturns = (chunk: ToolReturnMessage): void => {
    for (const { tool_call_id: toolCallId, status, tool_return } of returnsOf(chunk)) {
      waiting.delete(toolCallId);
      if (answeredHere.has(toolCallId)) continue;
      const call = onServer.get(toolCallId);
      if (call) emitServerCall(call);
      emit({ type: 'server-tool-returned', toolCallId, failed: status === 'error', text: contentText(tool_return) });
    }
  };

  return {
    get messages() {
      return [...messages.values()];
    },
    get usage() {
      return usage;
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
          emitReturns(chunk);
          break;
        case 'usage_statistics':
          usage = addUsage(usage, chunk);
          return;
      }
      const message = chunk as Message;
      messages.set(keyOf(message), joinDelta(messages.get(keyOf(message)), message));
    },
    flushCalls() {
      for (const call of onServer.values()) emitServerCall(call);
      const calls = [...waiting.values()];
      waiting.clear();
      return calls;
    },
    recordAnswered: (ids) => {
      for (const id of ids) answeredHere.add(id);
    },
    end: (stopReason) => {
      const all = [...messages.values()];
      return { messages: all, text: lastText(all), stopReason, usage };
    },
  };
}

/** Text, reasoning and calls of one step may share an id. */
function keyOf(message: Message): string {
  return `${message.message_type} ${message.id}`;
}

/** Appends a delta to the message that it continues. */
function joinDelta(before: Message | undefined, delta: Message): Message {
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

/** Returns one tool return for each call. The top-level one is deprecated and repeats the first. */
function returnsOf({ tool_returns, tool_call_id, status, tool_return }: ToolReturnMessage) {
  return (
    tool_returns?.flatMap((each) => ('tool_return' in each ? [each] : [])) ?? [{ tool_call_id, status, tool_return }]
  );
}

/** The App Server reports usage for each step, without `step_count` (0.34.12). */
function addUsage(usage: LettaUsage, step: LettaStreamingResponse.LettaUsageStatistics): LettaUsage {
  return {
    promptTokens: usage.promptTokens + count(step.prompt_tokens, 0),
    completionTokens: usage.completionTokens + count(step.completion_tokens, 0),
    totalTokens: usage.totalTokens + count(step.total_tokens, 0),
    steps: usage.steps + count(step.step_count, 1),
  };
}

function count(reported: unknown, fallback: number): number {
  return typeof reported === 'number' ? reported : fallback;
}

/** Returns the agent's text after its last tool call. */
function lastText(messages: LettaTurn['messages']): string {
  const isCall = /^(approval_request|tool_call|tool_return)_message$/;
  const last = messages.findLastIndex(({ message_type = '' }) => isCall.test(message_type));
  return messages
    .slice(last + 1)
    .map((message) => (message.message_type === 'assistant_message' ? contentText(message.content) : ''))
    .join('');
}

/** Returns the text of a message's content, which is a string, or parts of which some are text. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => getProperty(part, 'text'))
    .filter((text) => typeof text === 'string')
    .join('');
}
