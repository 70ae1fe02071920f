import type { ContentPart } from '../types.js';

/** How base64 begins. */
const beginnings: Readonly<Record<string, string>> = {
  iVBORw0KGgo: 'image/png',
  '/9j/': 'image/jpeg',
  R0lGOD: 'image/gif',
  UklGR: 'image/webp',
};

/** The type of a file's bytes. An image whose author named none is told by how it begins: providers refuse `image/*`. */
export function mediaTypeOf({ mediaType, data }: Extract<ContentPart, { readonly data: string }>): string {
  if (mediaType !== 'image/*') return mediaType;
  return Object.entries(beginnings).find(([beginning]) => data.startsWith(beginning))?.[1] ?? mediaType;
}
