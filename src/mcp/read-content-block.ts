import type { ContentPart } from '../types.js';
import { getProperty } from '../unknown.js';

/**
 * Reads a block of MCP content as content parts. A link becomes text, because only its server can resolve it. A block of an
 * unknown type becomes its JSON text.
 */
export function readContentBlock(block: unknown): readonly ContentPart[] {
  return readKnown(block) ?? [{ type: 'text', text: JSON.stringify(block) }];
}

function readKnown(block: unknown): readonly ContentPart[] | undefined {
  switch (getProperty(block, 'type')) {
    case 'text':
      return textParts(getProperty(block, 'text'));
    case 'image':
    case 'audio':
      return fileParts(getProperty(block, 'data'), getProperty(block, 'mimeType'));
    case 'resource':
      return resourceParts(getProperty(block, 'resource'));
    case 'resource_link':
      return linkParts(block);
    default:
      return undefined;
  }
}

function textParts(text: unknown): readonly ContentPart[] | undefined {
  return typeof text === 'string' ? [{ type: 'text', text }] : undefined;
}

function fileParts(
  data: unknown,
  mediaType: unknown = 'application/octet-stream',
  filename?: string,
): readonly ContentPart[] | undefined {
  if (typeof data !== 'string' || typeof mediaType !== 'string') return undefined;
  return [{ type: 'file', mediaType, data, ...(filename && { filename }) }];
}

/** Converts a resource to its URI, which other tools may accept, and its text or a file named by the URI's last segment. */
function resourceParts(resource: unknown): readonly ContentPart[] | undefined {
  const [uri, text, blob, mimeType] = ['uri', 'text', 'blob', 'mimeType'].map((key) => getProperty(resource, key));
  const address = typeof uri === 'string' && uri !== '' ? `[${uri}]` : undefined;
  const file = fileParts(blob, mimeType, address && String(uri).split('/').at(-1));
  if (file) return [...(textParts(address) ?? []), ...file];
  return typeof text === 'string' ? textParts(address ? `${address}\n${text}` : text) : undefined;
}

function linkParts(block: unknown): readonly ContentPart[] | undefined {
  const [uri, name, title, description] = ['uri', 'name', 'title', 'description'].map((key) => {
    const value = getProperty(block, key);
    return typeof value === 'string' ? value : '';
  });
  if (!uri) return undefined;
  const lines = [name ? `${name}: ${uri}` : uri, title === name ? '' : title, description];
  return textParts(lines.filter(Boolean).join('\n'));
}
