import type { ContentPart } from '../types.js';
import { getProperty } from '../unknown.js';

/**
 * Reads a block of MCP content as a content part. A link becomes text, because only its server can resolve it. A block of an
 * unknown type becomes its JSON text.
 */
export function readContentBlock(block: unknown): ContentPart {
  switch (getProperty(block, 'type')) {
    case 'text':
      return textPart(getProperty(block, 'text')) ?? unknownPart(block);
    case 'image':
    case 'audio':
      return filePart(getProperty(block, 'data'), getProperty(block, 'mimeType')) ?? unknownPart(block);
    case 'resource':
      return resourcePart(getProperty(block, 'resource')) ?? unknownPart(block);
    case 'resource_link':
      return linkPart(block);
    default:
      return unknownPart(block);
  }
}

function textPart(text: unknown): ContentPart | undefined {
  return typeof text === 'string' ? { type: 'text', text } : undefined;
}

type FilePart = Extract<ContentPart, { type: 'file'; data: string }>;

function filePart(data: unknown, mediaType: unknown = 'application/octet-stream'): FilePart | undefined {
  return typeof data === 'string' && typeof mediaType === 'string' ? { type: 'file', mediaType, data } : undefined;
}

/** Converts a resource to its text, or to a file named by the last segment of its URI. */
function resourcePart(resource: unknown): ContentPart | undefined {
  const file = filePart(getProperty(resource, 'blob'), getProperty(resource, 'mimeType'));
  if (file === undefined) return textPart(getProperty(resource, 'text'));
  const filename = String(getProperty(resource, 'uri') ?? '')
    .split('/')
    .at(-1);
  return filename ? { ...file, filename } : file;
}

function linkPart(block: unknown): ContentPart {
  const [name, uri, description] = ['name', 'uri', 'description'].map((key) => getProperty(block, key));
  return { type: 'text', text: `${name}: ${uri}${description ? `\n${description}` : ''}` };
}

function unknownPart(block: unknown): ContentPart {
  return { type: 'text', text: JSON.stringify(block) };
}
