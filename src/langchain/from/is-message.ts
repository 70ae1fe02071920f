import type { ToolMessage } from '@langchain/core/messages/tool';
import { isObject } from '../../unknown.js';

/** Any LangChain message, by the method they all have in each copy of its core; read as a `ToolMessage`, whose own members others lack. */
export function isMessage(value: unknown): value is ToolMessage {
  return isObject(value) && typeof value._getType === 'function';
}

export function isToolMessage(value: unknown): value is ToolMessage {
  return isMessage(value) && value._getType() === 'tool';
}
