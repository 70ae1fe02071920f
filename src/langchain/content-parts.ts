import { toJSON } from '../result/to-json.js';
import { isObject } from '../schema/walk.js';
import type { ContentPart } from '../types.js';

/** Blocks with data, and the media type of one that names none. */
const defaultTypes: ReadonlyMap<unknown, string> = new Map([
  ['image', 'image/*'],
  ['audio', 'audio/*'],
  ['video', 'video/*'],
  ['file', 'application/octet-stream'],
  ['text-plain', 'text/plain'],
]);

/** Content that a tool declared as such. What is no known block is text, as LangChain would send it. */
export function toParts(content: unknown): ContentPart[] {
  const blocks = isBlocks(content) ? content : [content];
  return blocks.map((block) => toPart(block) ?? { type: 'text', text: toPlainText(block) });
}

/** LangChain's own rule for when an array is content. */
export function isBlocks(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every((block) => isObject(block) && 'type' in block);
}

/** A text, `image_url`, v0 (`source_type`) or v1 standard block as a part; undefined for another one. */
export function toPart(block: unknown): ContentPart | undefined {
  if (!isObject(block)) return undefined;
  const { type, text, data, url, image_url: image } = block;
  if (typeof text === 'string' && (type === 'text' || type === 'text-plain' || block.source_type === 'text'))
    return { type: 'text', text };
  if (type === 'image_url') return fromAddress(isObject(image) ? image.url : image, { mediaType: 'image/*' });

  const mediaType = block.mimeType ?? block.mime_type ?? defaultTypes.get(type);
  if (!defaultTypes.has(type) || typeof mediaType !== 'string') return undefined;
  const file = { mediaType, ...filenameOf(block) };
  if (typeof data === 'string' || data instanceof Uint8Array) return { type: 'file', data: `${toJSON(data)}`, ...file };
  return fromAddress(url, file);
}

function fromAddress(
  address: unknown,
  file: { readonly mediaType: string; readonly filename?: string },
): ContentPart | undefined {
  if (typeof address !== 'string') return undefined;
  const [head, mediaType = file.mediaType] = /^data:([^;,]+)?[^,]*;base64,/i.exec(address) ?? [];
  return head === undefined
    ? { type: 'file', ...file, url: address }
    : { type: 'file', ...file, mediaType, data: address.slice(head.length) };
}

/** Where LangChain's providers look for it. */
function filenameOf({ metadata }: Readonly<Record<string, unknown>>): { readonly filename?: string } {
  const { filename, name, title } = isObject(metadata) ? metadata : {};
  const found = filename ?? name ?? title;
  return typeof found === 'string' ? { filename: found } : {};
}

function toPlainText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(toJSON(content));
}
