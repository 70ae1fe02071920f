import type { ToolMessage } from '@langchain/core/messages/tool';
import { isMessage } from '../langchain/is-message.js';
import { getProperty, isObject } from '../unknown.js';

/** A tool call of a model's message. */
export interface MessageCall {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}

/** Returns the messages of a graph's state or update, or of a list of updates. Those of `RemoteGraph` are plain objects. */
export function messagesOf(state: unknown): ToolMessage[] {
  if (Array.isArray(state)) return state.flatMap(messagesOf);
  return [getProperty(state, 'messages') ?? []].flat().flatMap(toMessage);
}

/** Returns a message with the method that returns its type; none for any other value. */
export function toMessage(value: unknown): ToolMessage[] {
  if (isMessage(value)) return [value];
  if (!isObject(value) || typeof value.type !== 'string' || !('content' in value)) return [];
  const type = value.type === 'AIMessageChunk' ? 'ai' : value.type;
  return [{ ...value, _getType: () => type } as unknown as ToolMessage];
}

export function isModelMessage(message: ToolMessage): boolean {
  return (message._getType() as string) === 'ai';
}

export function isOfTool(message: ToolMessage): boolean {
  return message._getType() === 'tool';
}

export function callsOf(message: ToolMessage): readonly MessageCall[] {
  const calls = getProperty(message, 'tool_calls');
  return isModelMessage(message) && Array.isArray(calls) ? calls : [];
}

/** Returns the text of a message, without its reasoning and other blocks. */
export function textOf({ content }: ToolMessage): string {
  if (typeof content === 'string') return content;
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [];
  const texts = blocks.map((block) => (getProperty(block, 'type') === 'text' ? getProperty(block, 'text') : ''));
  return texts.join('');
}
