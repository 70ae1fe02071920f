import type { ContentPart } from '../types.js';

/** Whether an untrusted value (from a stored message or another process) is a content part. */
export function isContentPart(value: unknown): value is ContentPart {
  if (typeof value !== 'object' || value === null) return false;
  const { type, text, mediaType, data, url } = value as Record<string, unknown>;
  if (type === 'text') return typeof text === 'string';
  return type === 'file' && typeof mediaType === 'string' && typeof (data ?? url) === 'string';
}
