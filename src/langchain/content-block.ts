import type { MessageContent } from '@langchain/core/messages';
import { isImage } from '../result/media-type.js';
import type { ContentPart } from '../types.js';

type ContentBlock = Exclude<MessageContent, string>[number];

/**
 * Converts a content part to a block of a message. Images become the one block that Chat Completions, OpenAI Responses
 * and Anthropic all read. No such block exists for other files: they become a text block with their name.
 */
export function toBlock(part: ContentPart): ContentBlock {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const url = part.url ?? `data:${part.mediaType};base64,${part.data}`;
  if (isImage(part)) return { type: 'image_url', image_url: { url } };
  return { type: 'text', text: `[${part.filename ?? part.mediaType}]` };
}
