import type { ToolReturn } from '@letta-ai/letta-client/resources/agents/messages';
import { firstOf } from '../cut.js';
import { isImage, mediaTypeOf } from '../result/media-type.js';
import { toText } from '../result/to-text.js';
import type { ContentPart, ToolResult } from '../types.js';
import { toWellFormed } from '../unknown.js';

export interface ToLettaToolReturnOptions {
  /**
   * The maximum number of characters of text, written as JSON. Letta truncates a result at 0.8 characters for each token of
   * the agent's context window, but not below 5,000 characters. The default of 4,800 fits every agent.
   */
  readonly maxCharacters?: number | undefined;
}

/** Letta's smallest limit in characters, and the length of the JSON that it puts around a result. */
const smallestLimit = 5_000;
const wrapperLength = 200;

/** Returns the maximum length of a result that Letta does not truncate for a context window of so many tokens. */
export function resultLimit(contextWindow = 0): number {
  return Math.max(smallestLimit, Math.floor(contextWindow * 0.2 * 4)) - wrapperLength;
}

/**
 * Converts a tool result to an item of Letta's `{ type: 'approval', approvals: [...] }`, for a loop that you write yourself.
 *
 * A failure is text that begins with "Error: ", because Letta does not show every model the status. Images are sent as content
 * parts; everything else is text. Only base64 images are sent: Letta fetches URLs while it processes the answer, and refuses
 * the whole answer if one fails. Text that is too long loses its middle, which a note marks.
 *
 * @example
 * ```ts
 * import { createBridge } from 'toolferry';
 * import { toLettaToolReturn } from 'toolferry/letta';
 *
 * const bridge = createBridge({ tools: [] });
 * const result = await bridge.execute({ id: 'call_1', name: 'read_file', input: '{"path":"a.txt"}' });
 * export const approvals = [toLettaToolReturn(result)];
 * ```
 */
export function toLettaToolReturn(
  original: ToolResult,
  { maxCharacters = resultLimit() }: ToLettaToolReturnOptions = {},
): ToolReturn {
  const result = toWellFormed(original);
  const { error, stdout, stderr } = result;
  return {
    type: 'tool',
    tool_call_id: result.toolCallId,
    status: error ? 'error' : 'success',
    tool_return: error ? errorText(result, maxCharacters) : successReturn(result, maxCharacters),
    ...(stdout?.length && { stdout: [...stdout] }),
    ...(stderr?.length && { stderr: [...stderr] }),
  };
}

function errorText(result: ToolResult, maxCharacters: number): string {
  const text = toText(result);
  return fitText(/^error\b/i.test(text) ? text : `Error: ${text}`, maxCharacters);
}

/** Only an image needs content parts. For them Letta does not show the model a status, so text alone is a string. */
function successReturn(result: ToolResult, maxCharacters: number): ToolReturn['tool_return'] {
  const images = (result.content ?? []).filter(isEmbeddedImage);
  if (images.length === 0) return fitText(toText(result), maxCharacters);
  const text = toText({ ...result, content: result.content?.filter((part) => !isEmbeddedImage(part)) });
  return [
    ...(text.trim() === '' ? [] : [{ type: 'text' as const, text: fitText(text, maxCharacters) }]),
    ...images.map((image) => ({
      type: 'image' as const,
      source: { type: 'base64' as const, media_type: mediaTypeOf(image), data: image.data },
    })),
  ];
}

type Image = Extract<ContentPart, { type: 'file'; data: string }>;

function isEmbeddedImage(part: ContentPart): part is Image {
  return isImage(part) && part.type === 'file' && part.data !== undefined;
}

/**
 * Returns a string whose JSON text has at most so many characters. A longer one keeps its head and tail, with a note between
 * them of how much was left out. Letta wraps results in JSON and truncates that, so that models would read invalid JSON.
 */
function fitText(text: string, maxCharacters: number): string {
  if (jsonLength(text) <= maxCharacters) return text;
  let low = 0;
  let high = maxCharacters;
  while (low < high) {
    const kept = Math.ceil((low + high) / 2);
    if (jsonLength(cut(text, kept)) <= maxCharacters) low = kept;
    else high = kept - 1;
  }
  return cut(text, low);
}

function cut(text: string, kept: number): string {
  const half = Math.floor(kept / 2);
  const head = firstOf(text, half);
  const tail = half === 0 ? '' : text.slice(-half).replace(/^[\udc00-\udfff]/, '');
  return `${head}\n[… ${text.length - head.length - tail.length} of ${text.length} characters left out …]\n${tail}`;
}

function jsonLength(text: string): number {
  return JSON.stringify(text).length - 2;
}
