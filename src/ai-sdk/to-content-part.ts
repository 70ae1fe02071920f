import { isImage, mediaTypeOf } from '../result/media-type.js';
import type { ContentPart } from '../types.js';

/**
 * Returns a content part in a major's format: `media` in ai 5, `image-data`, `file-data` and their URLs in ai 6, `file`
 * in ai 7. ai 7 still understands the format of 6, so messages that were stored under 6 can be sent under 7.
 */
export function toContentPart(part: ContentPart, major: 5 | 6 | 7): object {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.data === undefined) return toLinkPart(part, major);
  const { data, filename } = part;
  const mediaType = mediaTypeOf(part);
  const name = filename === undefined ? {} : { filename };
  if (major === 5) return { type: 'media', data, mediaType };
  if (major === 7) return { type: 'file', data: { type: 'data', data }, mediaType, ...name };
  return isImage(part) ? { type: 'image-data', data, mediaType } : { type: 'file-data', data, mediaType, ...name };
}

/**
 * Returns a link. It becomes text in ai 5, which has no media by URL, and if it is not a web address, which 6 and 7
 * reject. ai 7 gets `file-url` too: its own `file` needs a `URL` object, which is lost when messages are stored as JSON
 * (7.0.173).
 */
function toLinkPart(part: Extract<ContentPart, { url: string }>, major: 5 | 6 | 7): object {
  const { url, mediaType, filename } = part;
  if (major === 5 || !isWebAddress(url)) return { type: 'text', text: `${filename ?? mediaType}: ${url}` };
  return major === 6 && isImage(part) ? { type: 'image-url', url } : { type: 'file-url', url, mediaType };
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:/i.test(url);
}
