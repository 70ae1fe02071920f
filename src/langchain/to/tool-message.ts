import type { MessageContent } from '@langchain/core/messages';
import { ToolMessage } from '@langchain/core/messages/tool';
import { withoutBlankText } from '../../result/blank-text.js';
import { isImage } from '../../result/media-type.js';
import { toText } from '../../result/to-text.js';
import type { ToolResult } from '../../types.js';
import { isObject } from '../../unknown.js';
import { toBlock } from '../content-block.js';
import { nativeParts, wholeResult } from '../marks.js';

/**
 * Makes the message that answers a tool call. The artifact is what the content does not show: the output, or the error
 * with its code.
 */
export function toToolMessage(
  result: ToolResult,
  toolCallId: string,
  { name, metadata = {} }: { readonly name: string; readonly metadata?: Record<string, unknown> },
): ToolMessage {
  const content = toMessageContent(result);
  const { hasArtifact, kwargs } = nativeParts.of(result) ?? {};
  const isShown = result.output === content || hasArtifact === false;
  const message = new ToolMessage({
    content,
    artifact: result.error ?? (isShown ? undefined : result.output),
    status: result.error ? 'error' : 'success',
    tool_call_id: toolCallId,
    name,
    metadata,
    additional_kwargs: isObject(kwargs) ? kwargs : {},
  });
  return wholeResult.set(message, result);
}

/**
 * Returns text, or content blocks if there is an image. For a LangChain tool's result, its native blocks if it has
 * some.
 */
export function toMessageContent(result: ToolResult): MessageContent {
  const { error, content = [] } = result;
  const nativeContent = nativeParts.of(result)?.content;
  if (nativeContent !== undefined) return withoutBlankBlocks(nativeContent);
  if (error || !content.some(isImage)) return toText(result);
  const printed = toText({ ...result, content: [] });
  return [...withoutBlankText(content).map(toBlock), ...(printed ? [{ type: 'text', text: printed }] : [])];
}

function withoutBlankBlocks(content: MessageContent): MessageContent {
  if (typeof content === 'string' || content.length === 0) return content;
  const blocks = withoutBlankText(content);
  return blocks.length > 0 ? blocks : '';
}
