import type { ToolResult } from '../../types.js';
import { toLettaToolReturn } from '../to-letta-tool-return.js';
import type { ExternalContent, ExternalResult } from './frames.js';

/** What the App Server shows a model of one result (0.34.12). */
const maxCharacters = 32_000;

/** A result as the App Server takes it. A failure is text that begins with "Error: ": models are not shown `is_error`. */
export function toExternalResult(result: ToolResult): ExternalResult {
  const { tool_return } = toLettaToolReturn(result, { maxCharacters });
  const content = typeof tool_return === 'string' ? [text(tool_return)] : tool_return.map(toContent);
  return { content, ...(result.error && { is_error: true }) };
}

/** Of an empty text the server would show the model the JSON of its frame. */
function text(said: string): ExternalContent {
  return { type: 'text', text: said || '""' };
}

type Part = Exclude<ReturnType<typeof toLettaToolReturn>['tool_return'], string>[number];

function toContent(part: Part): ExternalContent {
  if (part.type === 'text') return text(part.text);
  if (part.type === 'image' && part.source.type === 'base64')
    return { type: 'image', data: part.source.data, mimeType: part.source.media_type };
  return text('[image]');
}
