import type { MessageContent } from '@langchain/core/messages';
import type { ToolMessage } from '@langchain/core/messages/tool';
import { isImage } from '../../result/media-type.js';
import { nativeResult } from '../../result/native-result.js';
import { toJSON } from '../../result/to-json.js';
import { toText } from '../../result/to-text.js';
import { toolResult } from '../../result/tool-result.js';
import { toBlock } from '../content-block.js';
import { type NativeAnswer, nativeAnswer, wholeResult } from '../marks.js';
import type { Block } from './block-source.js';
import { isCommand, toCommand } from './command.js';
import { isBlocks, isKnownBlock, toPart, toParts } from './content-parts.js';
import { isMessage, isToolMessage } from './is-message.js';

/** How to read what a tool returned: its name for errors, and whether it declared `[content, artifact]`. */
interface Returned {
  readonly name: string;
  readonly responseFormat?: unknown;
}

/** A LangChain tool's return value as a handler's: plain values stay what they are. */
export function readToolOutput(value: unknown, { name, responseFormat }: Returned): unknown {
  const isPair = responseFormat === 'content_and_artifact' && Array.isArray(value);
  const content: unknown = isPair ? value[0] : value;
  if (isCommand(content) || (Array.isArray(content) && content.some(isCommand))) return readCommand(content, name);
  if (isMessage(content)) return readMessage(content);
  const isContent = isBlocks(content) && content.length > 0 && content.every(isKnownBlock);
  return isPair || isContent ? readContent(content, isPair ? value[1] : undefined) : content;
}

/** Only a graph can apply it: everywhere else the call failed, and programs get no output. */
function readCommand(returned: unknown, name: string): unknown {
  const message = `"${name}" returned a LangGraph Command, which only a graph can apply. Give this tool to a LangGraph agent directly.`;
  return nativeAnswer.set(toolResult({ error: { message } }), { command: toCommand(returned) });
}

/** A `ToolMessage`, or another message (of a model as a tool), which is only content. */
function readMessage(message: ToolMessage): unknown {
  const whole = wholeResult.of(message);
  if (whole) return nativeResult.set(toolResult(whole), nativeResult.of(whole));
  const { content, artifact, status, additional_kwargs: kwargs } = message;
  if (!isToolMessage(message)) return readContent(content, artifact);
  const native = Object.keys(kwargs ?? {}).length > 0 ? { kwargs: toJSON(kwargs) } : undefined;
  if (status !== 'error') return readContent(content, artifact, native);
  const shown = isBlocks(content) && { content: toNativeContent(content) };
  const text = toText({ content: toParts(content) });
  return nativeAnswer.set(toolResult({ error: { message: text, data: artifact } }), { ...native, ...shown });
}

/** The artifact is for programs, the content for models. Without artifact, programs get the content: its text if it is text. */
function readContent(content: unknown, artifact: unknown, native?: NativeAnswer): unknown {
  if (isBlocks(content)) return readBlocks(content, artifact, native);
  if (artifact !== undefined)
    return nativeAnswer.set(toolResult({ output: artifact, content: toParts(content) }), native);
  return native ? nativeAnswer.set(toolResult({ output: content }), native) : content;
}

function readBlocks(content: readonly Block[], artifact: unknown, native?: NativeAnswer): unknown {
  const hasArtifact = artifact !== undefined;
  const parts = toParts(content);
  const isText = content.every((block) => toPart(block)?.type === 'text');
  const shown = isText ? { output: toText({ content: parts }) } : { output: content, content: parts };
  return nativeAnswer.set(toolResult(hasArtifact ? { output: artifact, content: parts } : shown), {
    ...native,
    content: toNativeContent(content),
    hasArtifact,
  });
}

/** A tool's blocks for a LangChain message: images as the block that every model reads, others unchanged. */
function toNativeContent(blocks: readonly Block[]): MessageContent {
  return blocks.map((block) => {
    const part = toPart(block);
    return part && isImage(part) ? toBlock(part) : toJSON(block);
  }) as MessageContent;
}
