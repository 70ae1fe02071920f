import { toJSON } from '../../result/to-json.js';
import type { ContentPart } from '../../types.js';
import { isObject } from '../../unknown.js';
import { type Block, blockSource } from './block-source.js';

/** What a block shows, and the media type of one that names none. */
const defaultTypes: ReadonlyMap<unknown, string> = new Map([
  ['text', 'text/plain'],
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
export function isBlocks(value: unknown): value is readonly Block[] {
  return Array.isArray(value) && value.every((block) => isObject(block) && 'type' in block);
}

/** Whether a block is content wherever it stands: one that is a part, or a file in a provider's store. */
export function isKnownBlock(block: Block): boolean {
  const { kind, reference } = blockSource(block);
  return toPart(block) !== undefined || (defaultTypes.has(kind) && typeof reference === 'string');
}

/** A block whose text or data is known, as a part; undefined for another one, and for one in a provider's file store. */
export function toPart(block: unknown): ContentPart | undefined {
  if (!isObject(block)) return undefined;
  const { kind, text, data, url, filename, mediaType: said } = blockSource(block);
  const mediaType = defaultTypes.has(kind) ? (said ?? defaultTypes.get(kind)) : undefined;
  if (typeof mediaType !== 'string') return undefined;
  if (typeof text === 'string') return { type: 'text', text };
  if (kind === 'text') return undefined;
  const file = { mediaType, ...(typeof filename === 'string' && { filename }) };
  if (typeof data === 'string' || data instanceof Uint8Array) return { type: 'file', data: `${toJSON(data)}`, ...file };
  return typeof url === 'string' ? fromAddress(url, file) : undefined;
}

function fromAddress(url: string, file: { readonly mediaType: string; readonly filename?: string }): ContentPart {
  const [head, mediaType = file.mediaType, encoding] = /^data:([^;,]+)?[^,]*?(;base64)?,/i.exec(url) ?? [];
  if (head === undefined) return { type: 'file', ...file, url };
  const said = url.slice(head.length);
  const data = encoding ? said : toJSON(new TextEncoder().encode(unescaped(said)));
  return { type: 'file', ...file, mediaType, data: `${data}` };
}

/** Of a data URL; one that is not escaped, as many write SVG, is taken as it is. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function toPlainText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(toJSON(content));
}
