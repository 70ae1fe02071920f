import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import { ToolferryError } from '../../errors.js';
import { randomUUID } from '../../random-uuid.js';
import { toJSON } from '../../result/to-json.js';
import { getProperty } from '../../unknown.js';
import type { LettaInputPart } from '../turn.js';

/** Converts the text and images of a user message. Throws `invalid_input` for other files. */
export function toUserMessage(parts: readonly unknown[]): MessageCreate {
  return { type: 'message', role: 'user', content: parts.map(toInputPart), otid: randomUUID() };
}

function toInputPart(part: unknown): LettaInputPart {
  if (getProperty(part, 'type') === 'text') return { type: 'text', text: String(getProperty(part, 'text')) };
  const data = getProperty(part, 'data');
  const text = getProperty(data, 'text');
  if (typeof text === 'string') return { type: 'text', text };
  const mediaType = String(getProperty(part, 'mediaType'));
  const isFile = typeof data === 'string' || data instanceof Uint8Array || data instanceof URL;
  if (!isFile || !mediaType.startsWith('image/'))
    throw new ToolferryError(
      'invalid_input',
      `A message to a Letta agent can have text and images, but not a part of type "${mediaType}".`,
    );
  if (data instanceof URL) return { type: 'image', source: { type: 'url', url: data.href } };
  // The AI SDK passes `image/*` if it did not detect the type. Models accept a wrong image type, but not a wildcard.
  const media_type = mediaType === 'image/*' ? 'image/jpeg' : mediaType;
  return { type: 'image', source: { type: 'base64', media_type, data: String(toJSON(data)) } };
}
