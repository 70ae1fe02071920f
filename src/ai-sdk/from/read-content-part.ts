import type { ContentPart } from '../../types.js';
import { getProperty } from '../../unknown.js';

/**
 * A part of a tool's content, in any major's words. What only a provider can read (file ids, custom parts) is named in
 * its place.
 */
export function readContentPart(part: unknown): ContentPart {
  const type = getProperty(part, 'type');
  const data = getProperty(part, 'data');
  switch (type) {
    case 'text':
      return { type: 'text', text: String(getProperty(part, 'text')) };
    case 'image-url':
    case 'file-url':
      return link(part, getProperty(part, 'url'));
    case 'image':
    case 'media':
    case 'image-data':
    case 'file-data':
      return embedded(part, data);
    case 'file':
      return readFile(part, data);
    default:
      return { type: 'text', text: `[${String(type)}]` };
  }
}

/** The file of ai 7, whose data says what it is. */
function readFile(part: unknown, data: unknown): ContentPart {
  switch (getProperty(data, 'type')) {
    case 'data':
      return embedded(part, getProperty(data, 'data'));
    case 'url':
      return link(part, getProperty(data, 'url'));
    case 'text':
      return { type: 'text', text: String(getProperty(data, 'text')) };
    default:
      return { type: 'text', text: `[${String(getProperty(part, 'filename') ?? getProperty(part, 'mediaType'))}]` };
  }
}

/** Bytes are made base64 with the rest of the result. */
function embedded(part: unknown, data: unknown): ContentPart {
  return { ...fileOf(part), data: data as string };
}

function link(part: unknown, url: unknown): ContentPart {
  return { ...fileOf(part), url: String(url) };
}

function fileOf(part: unknown): { type: 'file'; mediaType: string; filename?: string } {
  const filename = getProperty(part, 'filename');
  // ai 4 says `mimeType`, and for an image may say nothing.
  const mediaType = getProperty(part, 'mediaType') ?? getProperty(part, 'mimeType');
  const unnamed = String(getProperty(part, 'type')).startsWith('image') ? 'image/*' : 'application/octet-stream';
  return {
    type: 'file',
    mediaType: typeof mediaType === 'string' ? mediaType : unnamed,
    ...(typeof filename === 'string' && { filename }),
  };
}
