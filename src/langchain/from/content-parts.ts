import { toJSON } from '../../result/to-json.js';
import type { ContentPart } from '../../types.js';
import { isObject } from '../../unknown.js';
import { type Block, blockSource } from './block-source.js';

/** The kinds of known blocks, and the media type of a block that has none. */
const defaultTypes: ReadonlyMap<unknown, string> = new Map([
  ['text', 'text/plain'],
  ['image', 'image/*'],
  ['audio', 'audio/*'],
  ['video', 'video/*'],
  ['file', 'application/octet-stream'],
  ['text-plain', 'text/plain'],
]);

/**
 * Reads content that a tool declared as content. A block that is not known becomes text, as LangChain would send it.
 */
export function toParts(content: unknown): ContentPart[] {
  const blocks = isBlocks(content) ? content : [content];
  return blocks.map((block) => toPart(block) ?? { type: 'text', text: toPlainText(block) });
}

/** Whether a value is a list of content blocks, by LangChain's own rule. */
export function isBlocks(value: unknown): value is readonly Block[] {
  return Array.isArray(value) && value.every((block) => isObject(block) && 'type' in block);
}

/**
 * Whether a block is content even if the tool did not declare it: it is a part, or a file in a provider's file store.
 */
export function isKnownBlock(block: Block): boolean {
  const { kind, reference } = blockSource(block);
  return toPart(block) !== undefined || (defaultTypes.has(kind) && typeof reference === 'string');
}

/** Converts a block to a part. Undefined for a block that is not known, and for a file in a provider's file store. */
export function toPart(block: unknown): ContentPart | undefined {
  if (!isObject(block)) return undefined;
  const { kind, text, data, url, filename, mediaType: statedType } = blockSource(block);
  const mediaType = defaultTypes.has(kind) ? (statedType ?? defaultTypes.get(kind)) : undefined;
  if (typeof mediaType !== 'string') return undefined;
  if (typeof text === 'string') return { type: 'text', text };
  if (kind === 'text') return undefined;
  const file = { mediaType, ...(typeof filename === 'string' && { filename }) };
  if (typeof data === 'string' || data instanceof Uint8Array) return { type: 'file', data: `${toJSON(data)}`, ...file };
  return typeof url === 'string' ? fromURL(url, file) : undefined;
}

function fromURL(url: string, file: { readonly mediaType: string; readonly filename?: string }): ContentPart {
  const [head, mediaType = file.mediaType, encoding] = /^data:([^;,]+)?[^,]*?(;base64)?,/i.exec(url) ?? [];
  if (head === undefined) return { type: 'file', ...file, url };
  const body = url.slice(head.length);
  const data = encoding ? body : toJSON(new TextEncoder().encode(unescapeBody(body)));
  return { type: 'file', ...file, mediaType, data: `${data}` };
}

/** Decodes the body of a data URL. One that is not escaped, as is common for SVG, is returned unchanged. */
function unescapeBody(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function toPlainText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(toJSON(content));
}
