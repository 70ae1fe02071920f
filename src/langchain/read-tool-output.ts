import type { ToolMessage } from '@langchain/core/messages/tool';
import { carriedNative, carryNative } from '../result/native-result.js';
import { toJSON } from '../result/to-json.js';
import { toText } from '../result/to-text.js';
import { toolResult } from '../result/tool-result.js';
import type { ContentPart } from '../types.js';
import type { Block } from './block-source.js';
import { carriedResult } from './carried.js';
import { isCommand, toCommand } from './command.js';
import { isBlocks, isKnownBlock, toPart, toParts } from './content-parts.js';
import { isMessage, isToolMessage } from './is-message.js';
import { carryAnswer, type NativeAnswer } from './native-answer.js';
import { toNativeContent } from './native-content.js';

/** How to read what a tool returned: its name for errors, and whether it declared `[content, artifact]`. */
interface Returned {
  readonly name: string;
  readonly responseFormat?: unknown;
}

/** What a LangChain tool returned, as what a handler returns: plain values stay what they are. */
export function readToolOutput(value: unknown, { name, responseFormat }: Returned): unknown {
  const isPair = responseFormat === 'content_and_artifact' && Array.isArray(value);
  const content: unknown = isPair ? value[0] : value;
  if (isCommand(content) || (Array.isArray(content) && content.some(isCommand))) return readCommand(content, name);
  if (isMessage(content)) return readMessage(content);
  const isContent = isBlocks(content) && content.length > 0 && content.every(isKnownBlock);
  return isPair || isContent ? readContent(content, isPair ? value[1] : undefined) : content;
}

/** Only a graph can apply it: for everybody else the call failed, and programs get no output. */
function readCommand(returned: unknown, name: string): unknown {
  const message = `"${name}" returned a LangGraph Command, which only a graph can apply. Give this tool to a LangGraph agent directly.`;
  return carryAnswer(toolResult({ error: { message } }), { command: toCommand(returned) });
}

/** A `ToolMessage`, or another message (of a model as a tool), which is only content. */
function readMessage(message: ToolMessage): unknown {
  const carried = carriedResult(message);
  if (carried) return carryNative(toolResult(carried), carriedNative(carried));
  const { content, artifact, status, additional_kwargs: kwargs } = message;
  if (!isToolMessage(message)) return readContent(content, artifact);
  const native = Object.keys(kwargs ?? {}).length > 0 ? { kwargs: toJSON(kwargs) } : undefined;
  if (status !== 'error') return readContent(content, artifact, native);
  const shown = isBlocks(content) && { content: toNativeContent(content) };
  return carryAnswer(toolResult({ error: { message: textOf(toParts(content)), data: artifact } }), {
    ...native,
    ...shown,
  });
}

/** The artifact is for programs, the content for models. Without artifact, programs get the content: its text if it is text. */
function readContent(content: unknown, artifact: unknown, native?: NativeAnswer): unknown {
  if (isBlocks(content)) return readBlocks(content, artifact, native);
  if (artifact !== undefined) return carryAnswer(toolResult({ output: artifact, content: toParts(content) }), native);
  return native ? carryAnswer(toolResult({ output: content }), native) : content;
}

function readBlocks(content: readonly Block[], artifact: unknown, native?: NativeAnswer): unknown {
  const hasArtifact = artifact !== undefined;
  const parts = toParts(content);
  const isText = content.every((block) => toPart(block)?.type === 'text');
  const said = isText ? { output: textOf(parts) } : { output: content, content: parts };
  return carryAnswer(toolResult(hasArtifact ? { output: artifact, content: parts } : said), {
    ...native,
    content: toNativeContent(content),
    hasArtifact,
  });
}

function textOf(content: readonly ContentPart[]): string {
  return toText({ callId: '', toolName: '', output: null, content });
}
