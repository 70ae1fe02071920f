import type { MessageContent } from '@langchain/core/messages';
import type { ToolMessage } from '@langchain/core/messages/tool';
import { isForGraph } from '../../result/is-for-graph.js';
import { isImage } from '../../result/media-type.js';
import { nativeResult } from '../../result/native-result.js';
import { toJSON } from '../../result/to-json.js';
import { toText } from '../../result/to-text.js';
import { onlyForGraph, toolResult } from '../../result/tool-result.js';
import { toBlock } from '../content-block.js';
import { isMessage, isToolMessage } from '../is-message.js';
import { type NativeParts, nativeParts, wholeResult } from '../marks.js';
import type { Block } from './block-source.js';
import { isBlocks, isKnownBlock, toPart, toParts } from './content-parts.js';

/** How to read the value: the tool's name for errors, and whether the tool returns `[content, artifact]`. */
interface ToolInfo {
  readonly name: string;
  readonly responseFormat?: unknown;
}

/** Converts a LangChain tool's return value to a handler's. Plain values are not changed. */
export function readReturnValue(value: unknown, { name, responseFormat }: ToolInfo): unknown {
  const isPair = responseFormat === 'content_and_artifact' && Array.isArray(value);
  const content: unknown = isPair ? value[0] : value;
  if (isMessage(content)) return readMessage(content);
  if (isForGraph(content)) return onlyForGraph(name, content);
  if (content === undefined && !isPair) return nothing();
  const isContent = isBlocks(content) && content.length > 0 && content.every(isKnownBlock);
  return isPair || isContent ? readContent(content, isPair ? value[1] : undefined) : content;
}

/** LangChain shows a model an empty string where a tool returned nothing. */
function nothing(): unknown {
  return nativeParts.set(toolResult({}), { content: '', hasArtifact: false });
}

/** A `ToolMessage`, or another message (if a model is the tool), which only has content. */
function readMessage(message: ToolMessage): unknown {
  const whole = wholeResult.of(message);
  if (whole) return nativeResult.set(toolResult(whole), nativeResult.of(whole));
  const { content, artifact, status, additional_kwargs: kwargs } = message;
  if (!isToolMessage(message)) return readContent(content, artifact);
  const native = Object.keys(kwargs ?? {}).length > 0 ? { kwargs: toJSON(kwargs) } : undefined;
  if (status !== 'error') return readContent(content, artifact, native);
  const shown = isBlocks(content) && { content: toNativeContent(content) };
  const text = toText({ content: toParts(content) });
  return nativeParts.set(toolResult({ error: { message: text, data: artifact } }), { ...native, ...shown });
}

/**
 * The artifact is for programs, the content for models. Without an artifact, programs get the content, as a string if
 * it is text.
 */
function readContent(content: unknown, artifact: unknown, native?: NativeParts): unknown {
  if (isBlocks(content)) return readBlocks(content, artifact, native);
  if (artifact !== undefined)
    return nativeParts.set(toolResult({ output: artifact, content: toParts(content) }), native);
  return native ? nativeParts.set(toolResult({ output: content }), native) : content;
}

function readBlocks(content: readonly Block[], artifact: unknown, native?: NativeParts): unknown {
  const hasArtifact = artifact !== undefined;
  const parts = toParts(content);
  const isText = content.every((block) => toPart(block)?.type === 'text');
  const shown = isText ? { output: toText({ content: parts }) } : { output: content, content: parts };
  return nativeParts.set(toolResult(hasArtifact ? { output: artifact, content: parts } : shown), {
    ...native,
    content: toNativeContent(content),
    hasArtifact,
  });
}

/**
 * Returns a tool's blocks for a LangChain message: images as the block that every model reads, other blocks unchanged.
 */
function toNativeContent(blocks: readonly Block[]): MessageContent {
  return blocks.map((block) => {
    const part = toPart(block);
    return part && isImage(part) ? toBlock(part) : toJSON(block);
  }) as MessageContent;
}
