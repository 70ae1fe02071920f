import { toJSON } from '../../result/to-json.js';
import type { Answer, ContentPart } from '../../types.js';
import { getProperty } from '../../unknown.js';

/** Converts a tool result of a prompt, in the format of any major, to the answer to the server's call with this id. */
export function toAnswer(part: unknown, toolCallId: string): Answer {
  const output = getProperty(part, 'output');
  const value = getProperty(output, 'value');
  const call = { toolCallId, toolName: String(getProperty(part, 'toolName')) };
  const failed = (message: string): Answer => ({ ...call, output: null, error: { code: 'failed', message } });
  switch (getProperty(output, 'type')) {
    case 'content':
      return { ...call, output: null, content: (value as readonly unknown[]).map(toContent) };
    case 'error-text':
      return failed(String(value));
    case 'error-json':
      return failed(JSON.stringify(toJSON(value)));
    case 'execution-denied':
      return { toolCallId, approved: false, reason: String(getProperty(output, 'reason') ?? 'it was denied') };
    default:
      return { ...call, output: toJSON(value) };
  }
}

/**
 * Reads `media` (ai 5), `image-data`, `file-data` and their URLs (6), and `file` (7). Content that only a provider can read is
 * named.
 */
function toContent(part: unknown): ContentPart {
  const [type, data, url, mediaType, filename] = ['type', 'data', 'url', 'mediaType', 'filename'].map((key) =>
    getProperty(part, key),
  );
  const text = getProperty(part, 'text') ?? getProperty(data, 'text');
  if (text !== undefined) return { type: 'text', text: String(text) };
  const file = {
    type: 'file' as const,
    mediaType: String(mediaType ?? 'application/octet-stream'),
    ...(typeof filename === 'string' && { filename }),
  };
  if (typeof url === 'string') return { type: 'text', text: `${filename ?? mediaType ?? type}: ${url}` };
  return typeof data === 'string' ? { ...file, data } : { type: 'text', text: `[${filename ?? mediaType ?? type}]` };
}
