import { isPartOrBytes } from '../../result/content-part.js';
import type { ContentPart } from '../../types.js';
import { getProperty } from '../../unknown.js';

/**
 * Reads one part of a tool's content, in the format of any major. A part that only a provider can read (a file id, a
 * custom part) becomes a text part that names it.
 */
export function readContentPart(part: unknown): ContentPart {
  const type = getProperty(part, 'type');
  const data = getProperty(part, 'data');
  switch (type) {
    case 'text':
      return { type: 'text', text: String(getProperty(part, 'text')) };
    case 'image-url':
    case 'file-url':
      return linkedFile(part, getProperty(part, 'url'));
    case 'image':
    case 'media':
    case 'image-data':
    case 'file-data':
      return embeddedFile(part, data);
    case 'file':
      return readFile(part, data);
    default:
      return { type: 'text', text: `[${String(type)}]` };
  }
}

/** A file of ai 7, whose `data` has a type. */
function readFile(part: unknown, data: unknown): ContentPart {
  switch (getProperty(data, 'type')) {
    case 'data':
      return embeddedFile(part, getProperty(data, 'data'));
    case 'url':
      return linkedFile(part, getProperty(data, 'url'));
    case 'text':
      return { type: 'text', text: String(getProperty(data, 'text')) };
    default:
      return { type: 'text', text: `[${String(getProperty(part, 'filename') ?? getProperty(part, 'mediaType'))}]` };
  }
}

/** Bytes become base64 later, with the rest of the result. */
function embeddedFile(part: unknown, data: unknown): ContentPart {
  const file = { ...fileOf(part), data: data as string };
  return isPartOrBytes(file) ? file : { type: 'text', text: `[${file.filename ?? file.mediaType}]` };
}

function linkedFile(part: unknown, url: unknown): ContentPart {
  return { ...fileOf(part), url: String(url) };
}

function fileOf(part: unknown): { type: 'file'; mediaType: string; filename?: string } {
  const filename = getProperty(part, 'filename');
  // ai 4 calls it `mimeType`, and may omit it for an image.
  const mediaType = getProperty(part, 'mediaType') ?? getProperty(part, 'mimeType');
  const defaultType = String(getProperty(part, 'type')).startsWith('image') ? 'image/*' : 'application/octet-stream';
  return {
    type: 'file',
    mediaType: typeof mediaType === 'string' ? mediaType : defaultType,
    ...(typeof filename === 'string' && { filename }),
  };
}
