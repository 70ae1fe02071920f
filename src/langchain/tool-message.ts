import type { MessageContent } from '@langchain/core/messages';
import { ToolMessage } from '@langchain/core/messages/tool';
import { toText } from '../result/to-text.js';
import { isObject } from '../schema/walk.js';
import type { ContentPart, ToolResult } from '../types.js';
import { carryResult } from './carried.js';
import { nativeAnswer } from './native-answer.js';

type ContentBlock = Exclude<MessageContent, string>[number];

/** The message that answers a tool call. What the content does not say stays in the artifact: output, or error with its code. */
export function toToolMessage(
  result: ToolResult,
  id: string,
  { name, metadata }: { readonly name: string; readonly metadata?: Record<string, unknown> },
): ToolMessage {
  const content = toMessageContent(result);
  const { hasArtifact, kwargs } = nativeAnswer(result);
  const isSaid = result.output === content || hasArtifact === false;
  const message = new ToolMessage({
    content,
    artifact: result.error ?? (isSaid ? undefined : result.output),
    status: result.error ? 'error' : 'success',
    tool_call_id: id,
    name,
    ...(metadata && { metadata }),
    ...(isObject(kwargs) && { additional_kwargs: kwargs }),
  });
  return carryResult(message, result);
}

/** Text, or content blocks if there is an image among it; what a LangChain tool said in blocks that nobody else knows. */
export function toMessageContent(result: ToolResult): MessageContent {
  const { error, content = [] } = result;
  const native = nativeAnswer(result).content;
  if (native) return native;
  if (error || !content.some(isImage)) return toText(result);
  const printed = toText({ ...result, content: [] });
  return [...content.map(toBlock), ...(printed ? [{ type: 'text', text: printed }] : [])];
}

/** Images as the one block that Chat Completions, OpenAI Responses and Anthropic all read; no such block exists for other files. */
export function toBlock(part: ContentPart): ContentBlock {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const url = part.url ?? `data:${part.mediaType};base64,${part.data}`;
  if (isImage(part)) return { type: 'image_url', image_url: { url } };
  return { type: 'text', text: `[${part.filename ?? part.mediaType}]` };
}

export function isImage(part: ContentPart): boolean {
  return part.type === 'file' && part.mediaType.startsWith('image/');
}
