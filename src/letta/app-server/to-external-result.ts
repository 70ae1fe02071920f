import type { ToolResult } from '../../types.js';
import { toLettaToolReturn } from '../to-letta-tool-return.js';
import type { ExternalContent, ExternalResult } from './frames.js';

/** The maximum length of a result that the App Server shows to a model (0.34.12). */
const maxCharacters = 32_000;

/** Converts a result for the App Server. A failure is text that begins with "Error: ", because models do not see `is_error`. */
export function toExternalResult(result: ToolResult): ExternalResult {
  const { tool_return } = toLettaToolReturn(result, { maxCharacters });
  const content = typeof tool_return === 'string' ? [toTextContent(tool_return)] : tool_return.map(toContent);
  return { content, ...(result.error && { is_error: true }) };
}

/** For an empty string the server would show the model the JSON of the frame, and providers refuse a blank one. */
function toTextContent(text: string): ExternalContent {
  return { type: 'text', text: text.trim() ? text : JSON.stringify(text) };
}

type Part = Exclude<ReturnType<typeof toLettaToolReturn>['tool_return'], string>[number];

function toContent(part: Part): ExternalContent {
  if (part.type === 'text') return toTextContent(part.text);
  if (part.type === 'image' && part.source.type === 'base64')
    return { type: 'image', data: part.source.data, mimeType: part.source.media_type };
  return toTextContent('[image]');
}
