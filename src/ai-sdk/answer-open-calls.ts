import type { Bridge } from '../types.js';
import { getProperty } from '../unknown.js';
import { type AddToolOutput, type AnswerToolCallOptions, answerToolCall } from './answer-tool-call.js';

/** A message, as `useChat` has it. */
export interface ChatMessage {
  readonly parts: readonly { readonly type: string }[];
}

/**
 * Answers the calls of a chat that the page left open when it was closed or reloaded: those of the last message that have no output.
 * Call it once the messages of the chat are there again. See `answerToolCall` for the rest.
 *
 * @param messages The messages that `useChat` returns.
 * @param options.thread The id of the chat, with a bridge that has a journal: without it, a call that was under way runs again.
 * @example
 * ```tsx
 * import { useChat } from '@ai-sdk/react';
 * import type { UIMessage } from 'ai';
 * import { useEffect } from 'react';
 * import { createBridge } from 'toolferry';
 * import { answerOpenCalls, answerToolCall } from 'toolferry/ai-sdk';
 * import { createJournal, indexedDBStore } from 'toolferry/journal';
 *
 * const bridge = createBridge({ tools: [], journal: createJournal(indexedDBStore()) });
 *
 * export function useStoredChat(id: string, messages: UIMessage[]) {
 *   const chat = useChat({
 *     id,
 *     messages,
 *     onToolCall({ toolCall }) {
 *       answerToolCall(bridge, toolCall, chat.addToolOutput, { thread: id });
 *     },
 *   });
 *   useEffect(() => answerOpenCalls(bridge, messages, chat.addToolOutput, { thread: id }), [id]);
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
  for (const part of messages.at(-1)?.parts ?? []) {
    if (getProperty(part, 'state') !== 'input-available' || getProperty(part, 'providerExecuted')) continue;
    const toolName = part.type === 'dynamic-tool' ? getProperty(part, 'toolName') : part.type.slice('tool-'.length);
    const call = { toolCallId: String(getProperty(part, 'toolCallId')), toolName: String(toolName) };
    answerToolCall(bridge, { ...call, input: getProperty(part, 'input') }, addToolOutput, options);
  }
}
