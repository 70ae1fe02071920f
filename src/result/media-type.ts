import type { ContentPart } from '../types.js';

/** The first base64 characters of each type. */
const beginnings: Readonly<Record<string, string>> = {
  iVBORw0KGgo: 'image/png',
  '/9j/': 'image/jpeg',
  R0lGOD: 'image/gif',
  UklGR: 'image/webp',
};

/** Returns a file's media type. For `image/*`, which providers refuse, it is derived from the first bytes. */
export function mediaTypeOf({ mediaType, data }: Extract<ContentPart, { readonly data: string }>): string {
  if (mediaType !== 'image/*') return mediaType;
  return Object.entries(beginnings).find(([beginning]) => data.startsWith(beginning))?.[1] ?? mediaType;
}

/** Whether a part is an image, by data or by URL. */
export function isImage(part: ContentPart): boolean {
  return part.type === 'file' && part.mediaType.startsWith('image/');
}
