import { member } from '../schema/member.js';
import type { ContentPart } from '../types.js';

/**
 * A part of a tool's content, in any major's words. What only a provider can read (file ids, custom parts) is named in
 * its place.
 */
export function readContentPart(part: unknown): ContentPart {
  const type = member(part, 'type');
  const data = member(part, 'data');
  switch (type) {
    case 'text':
      return { type: 'text', text: String(member(part, 'text')) };
    case 'image-url':
    case 'file-url':
      return link(part, member(part, 'url'));
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
  switch (member(data, 'type')) {
    case 'data':
      return embedded(part, member(data, 'data'));
    case 'url':
      return link(part, member(data, 'url'));
    case 'text':
      return { type: 'text', text: String(member(data, 'text')) };
    default:
      return { type: 'text', text: `[${String(member(part, 'filename') ?? member(part, 'mediaType'))}]` };
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
  const filename = member(part, 'filename');
  // ai 4 says `mimeType`, and for an image may say nothing.
  const mediaType = member(part, 'mediaType') ?? member(part, 'mimeType');
  const unnamed = String(member(part, 'type')).startsWith('image') ? 'image/*' : 'application/octet-stream';
  return {
    type: 'file',
    mediaType: typeof mediaType === 'string' ? mediaType : unnamed,
    ...(typeof filename === 'string' && { filename }),
  };
}
