import type { MessageContent } from '@langchain/core/messages';
import { ToolMessage } from '@langchain/core/messages/tool';
import { isImage } from '../../result/media-type.js';
import { toText } from '../../result/to-text.js';
import type { ToolResult } from '../../types.js';
import { isObject } from '../../unknown.js';
import { toBlock } from '../content-block.js';
import { nativeAnswer, wholeResult } from '../marks.js';

/** The message that answers a tool call. The artifact has what the content does not show: the output, or the error with its code. */
export function toToolMessage(
  result: ToolResult,
  id: string,
  { name, metadata }: { readonly name: string; readonly metadata?: Record<string, unknown> },
): ToolMessage {
  const content = toMessageContent(result);
  const { hasArtifact, kwargs } = nativeAnswer.of(result) ?? {};
  const isShown = result.output === content || hasArtifact === false;
  const message = new ToolMessage({
    content,
    artifact: result.error ?? (isShown ? undefined : result.output),
    status: result.error ? 'error' : 'success',
    tool_call_id: id,
    name,
    ...(metadata && { metadata }),
    ...(isObject(kwargs) && { additional_kwargs: kwargs }),
  });
  return wholeResult.set(message, result);
}

/** Text, or content blocks if there is an image; from a LangChain tool, its own blocks that only LangChain knows. */
export function toMessageContent(result: ToolResult): MessageContent {
  const { error, content = [] } = result;
  const native = nativeAnswer.of(result)?.content;
  if (native) return native;
  if (error || !content.some(isImage)) return toText(result);
  const printed = toText({ ...result, content: [] });
  return [...content.map(toBlock), ...(printed ? [{ type: 'text', text: printed }] : [])];
}
