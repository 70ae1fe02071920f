/** The conversation of a run as JSON, which a pause keeps. @module */

import type { ModelMessage } from 'ai';
import { toJSON } from '../../result/to-json.js';
import type { JSONValue } from '../../types.js';
import { getProperty, isObject } from '../../unknown.js';

/** A part of a message. */
export type Part = Readonly<Record<string, unknown>>;

interface Message {
  readonly role: string;
  readonly content: unknown;
}

/** Returns messages as JSON: bytes become base64 and addresses become text, both of which the AI SDK reads. */
export function toStoredMessages(messages: readonly unknown[]): JSONValue[] {
  return toJSON(messages) as JSONValue[];
}

/** Returns stored messages as the AI SDK reads them: `{ type: 'url', url }` of ai 7 needs a `URL` object (7.0.173). */
export function fromStoredMessages(messages: readonly JSONValue[]): ModelMessage[] {
  return (messages as unknown as readonly Message[]).map((message) =>
    Array.isArray(message.content) ? { ...message, content: message.content.map(withAddress) } : message,
  ) as ModelMessage[];
}

function withAddress(part: Part): Part {
  const { data, output } = part;
  if (getProperty(data, 'type') === 'url') return { ...part, data: { ...Object(data), url: toURL(Object(data).url) } };
  if (!isObject(output) || !Array.isArray(output.value)) return part;
  return { ...part, output: { ...output, value: output.value.map(withAddress) } };
}

function toURL(url: unknown): unknown {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url) : url;
}

/** Returns the parts of the messages of a role. */
export function partsOf(messages: readonly unknown[], role: 'assistant' | 'tool'): readonly Part[] {
  return messages.flatMap((message) => {
    const content = getProperty(message, 'role') === role ? getProperty(message, 'content') : undefined;
    return Array.isArray(content) ? content.filter(isObject) : [];
  });
}

/** Returns the newest part of a type that is about a call. */
export function findPart(messages: readonly unknown[], type: string, toolCallId: string): Part | undefined {
  return partsOf(messages, 'assistant').findLast((part) => part.type === type && part.toolCallId === toolCallId);
}
