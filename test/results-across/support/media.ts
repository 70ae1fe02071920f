import type { Major } from './majors.ts';

export const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB';
export const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEA';
export const pdf = 'JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBv';
export const address = 'https://example.com/a.png';

/** Content parts in the format of each major. */
export const parts = {
  5: {
    image: { type: 'media', mediaType: 'image/png', data: png },
    audio: { type: 'media', mediaType: 'audio/wav', data: wav },
    file: { type: 'media', mediaType: 'application/pdf', data: pdf },
    imageAddress: { type: 'text', text: `image/*: ${address}` },
  },
  6: {
    image: { type: 'image-data', mediaType: 'image/png', data: png },
    audio: { type: 'file-data', mediaType: 'audio/wav', data: wav },
    file: { type: 'file-data', mediaType: 'application/pdf', data: pdf, filename: 'a.pdf' },
    imageAddress: { type: 'image-url', url: address },
  },
  7: {
    image: { type: 'file', mediaType: 'image/png', data: { type: 'data', data: png } },
    audio: { type: 'file', mediaType: 'audio/wav', data: { type: 'data', data: wav } },
    file: { type: 'file', mediaType: 'application/pdf', data: { type: 'data', data: pdf }, filename: 'a.pdf' },
    imageAddress: { type: 'file', mediaType: 'image/*', data: { type: 'url', url: address } },
  },
} as const satisfies Record<Major, Record<string, object>>;

/** Returns all text in the model's view, which must not contain a file's data. */
export function textIn(shown: unknown): string {
  if (typeof shown === 'string') return shown;
  if (Array.isArray(shown)) return shown.map(textIn).join('\n');
  if (typeof shown !== 'object' || shown === null) return '';
  const { type, value, text, content } = shown as Record<string, unknown>;
  if (type === 'json') return JSON.stringify(value);
  return [value, text, content].map(textIn).join('\n');
}
