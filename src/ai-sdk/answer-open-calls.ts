import type { Bridge } from '../types.js';
import { getProperty } from '../unknown.js';
import {
  type AddToolOutput,
  type AnswerToolCallOptions,
  answerToolCall,
  type ChatToolCall,
} from './answer-tool-call.js';

/** A message, as `useChat` has it. */
export interface ChatMessage {
  readonly parts: readonly { readonly type: string }[];
}

/** The parts of messages that each chat was answered for. */
const answeredParts = new WeakMap<AddToolOutput, WeakSet<object>>();

/**
 * Answers the calls of a chat that have no output: new ones, and those that the page left open when it was closed or reloaded. Call it
 * whenever the messages have changed. It does the work of `answerToolCall` in `onToolCall`, which is then not necessary; see there.
 *
 * @param messages The messages that `useChat` returns.
 * @param options.thread The id of the chat, with a bridge that has a journal: without it, a call that was under way runs again.
 * @example
 * ```tsx
 * import { useChat } from '@ai-sdk/react';
 * import { lastAssistantMessageIsCompleteWithToolCalls, type UIMessage } from 'ai';
 * import { useEffect } from 'react';
 * import { createBridge } from 'toolferry';
 * import { answerOpenCalls } from 'toolferry/ai-sdk';
 * import { createJournal, indexedDBStore } from 'toolferry/journal';
 *
 * const bridge = createBridge({ tools: [], journal: createJournal(indexedDBStore()) });
 *
 * export function useStoredChat(id: string, messages: UIMessage[]) {
 *   const chat = useChat({ id, messages, sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls });
 *   useEffect(() => answerOpenCalls(bridge, chat.messages, chat.addToolOutput, { thread: id }), [id, chat.messages, chat.addToolOutput]);
 *   return chat;
 * }
 * ```
 */
export function answerOpenCalls(
  bridge: Bridge,
  messages: readonly ChatMessage[],
  addToolOutput: AddToolOutput,
  options?: AnswerToolCallOptions,
): void {
  const answered = answeredParts.get(addToolOutput) ?? new WeakSet();
  answeredParts.set(addToolOutput, answered);
  for (const part of openParts(messages)) {
    if (answered.has(part)) continue;
    answered.add(part);
    answerToolCall(bridge, toToolCall(part), addToolOutput, options);
  }
}

type Part = ChatMessage['parts'][number];

/** Returns the open calls. An id that is used again is not answered: `useChat` would replace the output of the first call with it. */
function openParts(messages: readonly ChatMessage[]): Part[] {
  const calls = messages.flatMap(({ parts }) => parts.filter((part) => getProperty(part, 'toolCallId') !== undefined));
  const byId = new Map(calls.toReversed().map((part) => [getProperty(part, 'toolCallId'), part]));
  return calls.filter((part) => isOpen(part) && byId.get(getProperty(part, 'toolCallId')) === part);
}

function isOpen(part: Part): boolean {
  return getProperty(part, 'state') === 'input-available' && !getProperty(part, 'providerExecuted');
}

function toToolCall(part: Part): ChatToolCall {
  const toolName = part.type === 'dynamic-tool' ? getProperty(part, 'toolName') : part.type.slice('tool-'.length);
  const toolCallId = String(getProperty(part, 'toolCallId'));
  return { toolCallId, toolName: String(toolName), input: getProperty(part, 'input') };
}
