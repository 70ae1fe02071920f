import { isImage, mediaTypeOf } from '../result/media-type.js';
import type { ContentPart } from '../types.js';

/**
 * A part of a tool's content as a major names it: ai 5 knows `media`, ai 6 `image-data`, `file-data` and their URLs, ai 7
 * `file`. ai 7 still understands the names of 6, so what was stored under 6 can be sent under 7.
 */
export function toContentPart(part: ContentPart, major: 5 | 6 | 7): object {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.data === undefined) return toLinkPart(part, major);
  const { data, filename } = part;
  const mediaType = mediaTypeOf(part);
  const named = filename === undefined ? {} : { filename };
  if (major === 5) return { type: 'media', data, mediaType };
  if (major === 7) return { type: 'file', data: { type: 'data', data }, mediaType, ...named };
  return isImage(part) ? { type: 'image-data', data, mediaType } : { type: 'file-data', data, mediaType, ...named };
}

/**
 * A link. ai 5 has no media by URL, and an address that is none makes 6 and 7 reject: both become text. For 7 too it is
 * `file-url`: its own `file` wants a `URL` object, which does not survive when messages are stored as JSON (ai 7.0.173).
 */
function toLinkPart(part: Extract<ContentPart, { url: string }>, major: 5 | 6 | 7): object {
  const { url, mediaType, filename } = part;
  if (major === 5 || !isWebAddress(url)) return { type: 'text', text: `${filename ?? mediaType}: ${url}` };
  return major === 6 && isImage(part) ? { type: 'image-url', url } : { type: 'file-url', url, mediaType };
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:/i.test(url);
}
