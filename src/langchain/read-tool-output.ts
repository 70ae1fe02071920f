// Not of `@langchain/core/messages`, which takes 16 ms to load beside the tools.
import { ToolMessage } from '@langchain/core/messages/tool';
import { ToolferryError } from '../errors.js';
import { toolResult, toText } from '../result/tool-result.js';
import { isObject } from '../schema/walk.js';
import type { ContentPart } from '../types.js';
import { carriedResult } from './carried.js';
import { isBlocks, toPart, toParts } from './content-parts.js';

/** How to read what a tool returned: its name for errors, and whether it declared `[content, artifact]`. */
interface Returned {
  readonly name: string;
  readonly responseFormat?: unknown;
}

/** What a LangChain tool returned, as what a handler returns: plain values stay what they are. Throws for a `Command`. */
export function readToolOutput(value: unknown, { name, responseFormat }: Returned): unknown {
  if ([value].flat().some(isCommand)) throw new ToolferryError('failed', commandMessage(name));
  if (isMessage(value)) return readMessage(value);
  if (responseFormat === 'content_and_artifact' && Array.isArray(value)) {
    const [content, artifact] = value;
    return isMessage(content) ? readMessage(content) : readContent(content, artifact);
  }
  const isContent = isBlocks(value) && value.length > 0 && value.every((block) => toPart(block) !== undefined);
  return isContent ? readContent(value, undefined) : value;
}

/** A `ToolMessage`, or another message (of a model as a tool), which is only content. */
function readMessage(message: ToolMessage): unknown {
  const carried = carriedResult(message);
  if (carried) return toolResult(carried);
  const { content, artifact, status } = message;
  if (ToolMessage.isInstance(message) && status === 'error')
    return toolResult({ error: { message: textOf(toParts(content)), data: artifact } });
  return readContent(content, artifact);
}

/** The artifact is for programs, the content for models. Without artifact, programs get the content: its text if it is text. */
function readContent(content: unknown, artifact: unknown): unknown {
  const isPlain = typeof content !== 'string' && !isBlocks(content);
  if (artifact === undefined && isPlain) return content;
  const parts = toParts(content);
  if (artifact !== undefined) return toolResult({ output: artifact, content: parts });
  return parts.every(({ type }) => type === 'text') ? textOf(parts) : toolResult({ output: content, content: parts });
}

function textOf(content: readonly ContentPart[]): string {
  return toText({ callId: '', toolName: '', output: null, content });
}

/** LangGraph's, looked at as LangGraph does, so that it need not be there. */
function isCommand(value: unknown): boolean {
  return isObject(value) && value.lg_name === 'Command';
}

function commandMessage(name: string): string {
  return `"${name}" returned a LangGraph Command, which only a graph can apply. Give this tool to a LangGraph agent directly.`;
}

/** Any LangChain message, by the method they all have; read as a `ToolMessage`, whose own members others lack. */
function isMessage(value: unknown): value is ToolMessage {
  return isObject(value) && typeof value._getType === 'function';
}
