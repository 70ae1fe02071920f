import { toJSON } from '../../result/to-json.js';
import { member } from '../../schema/member.js';
import type { Answer, ContentPart } from '../../types.js';

/** A tool result of a prompt, in any major's words, as the answer to the call that the server knows by this id. */
export function toAnswer(part: unknown, callId: string): Answer {
  const output = member(part, 'output');
  const value = member(output, 'value');
  const call = { callId, toolName: String(member(part, 'toolName')) };
  const failed = (message: string): Answer => ({ ...call, output: null, error: { code: 'failed', message } });
  switch (member(output, 'type')) {
    case 'content':
      return { ...call, output: null, content: (value as readonly unknown[]).map(toContent) };
    case 'error-text':
      return failed(String(value));
    case 'error-json':
      return failed(JSON.stringify(toJSON(value)));
    case 'execution-denied':
      return { callId, approved: false, reason: String(member(output, 'reason') ?? 'the user said no') };
    default:
      return { ...call, output: toJSON(value) };
  }
}

/** `media` of ai 5, `image-data`, `file-data` and their URLs of 6, `file` of 7; what only a provider can read is named. */
function toContent(part: unknown): ContentPart {
  const [type, data, url, mediaType, filename] = ['type', 'data', 'url', 'mediaType', 'filename'].map((key) =>
    member(part, key),
  );
  const text = member(part, 'text') ?? member(data, 'text');
  if (text !== undefined) return { type: 'text', text: String(text) };
  const file = {
    type: 'file' as const,
    mediaType: String(mediaType ?? 'application/octet-stream'),
    ...(typeof filename === 'string' && { filename }),
  };
  if (typeof url === 'string') return { type: 'text', text: `${filename ?? mediaType ?? type}: ${url}` };
  return typeof data === 'string' ? { ...file, data } : { type: 'text', text: `[${filename ?? mediaType ?? type}]` };
}
