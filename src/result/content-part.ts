import type { ContentPart } from '../types.js';
import { isObject } from '../unknown.js';

/** Whether an untrusted value (from a stored message or another process) is a content part. */
export function isContentPart(value: unknown): value is ContentPart {
  return isPart(value, isString);
}

/** Whether a value becomes a content part when it is converted to JSON: a file's data may still be bytes. */
export function isPartOrBytes(value: unknown): boolean {
  return isPart(value, (data) => isString(data) || ArrayBuffer.isView(data) || data instanceof ArrayBuffer);
}

function isPart(value: unknown, isData: (data: unknown) => boolean): boolean {
  if (!isObject(value)) return false;
  const { type, text, mediaType, data, url, filename } = value;
  if (type === 'text') return isString(text);
  const hasContent = data === undefined ? isString(url) : isData(data);
  return type === 'file' && isString(mediaType) && hasContent && (filename === undefined || isString(filename));
}

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}
