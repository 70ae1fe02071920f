import type { ToolMessage } from '@langchain/core/messages/tool';
import { isObject } from '../unknown.js';

/**
 * Whether a value is a LangChain message, by a method that all messages have in every copy of LangChain's core. Typed
 * as a `ToolMessage`; other messages lack some of its members.
 */
export function isMessage(value: unknown): value is ToolMessage {
  return isObject(value) && typeof value._getType === 'function';
}

export function isToolMessage(value: unknown): value is ToolMessage {
  return isMessage(value) && value._getType() === 'tool';
}
