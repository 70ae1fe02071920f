import { withoutBlankText } from '../result/blank-text.js';
import { toText } from '../result/to-text.js';
import type { JSONValue } from '../types.js';
import { toContentPart } from './to-content-part.js';
import { type RichOutput, readArgument, readRichOutput } from './tool-output.js';

/** The model's view of an output: the part of the AI SDK's union that is used here. */
export type ModelOutput =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'json'; readonly value: JSONValue }
  | { readonly type: 'content'; readonly value: readonly object[] };

/**
 * Returns the model's view of an output, during a generation and from stored messages. Never throws, because in every
 * major that would reject the whole generation.
 */
export function toModelOutput(argument: unknown): ModelOutput {
  const { output, isFromFive } = readArgument(argument);
  try {
    const read = readRichOutput(output);
    return modelOutputOf(read, isFromFive ? 5 : (read.major ?? 6));
  } catch {
    return { type: 'text', value: 'The output of this tool cannot be shown.' };
  }
}

/** Returns a model's view of a result, in a major's format. */
export function modelOutputOf(result: RichOutput, major: 5 | 6 | 7): ModelOutput {
  const { output, content, stdout, stderr } = result;
  if (content?.some(({ type }) => type === 'file')) {
    const printed = toText({ ...result, content: [] });
    const parts = printed ? [...content, { type: 'text', text: printed } as const] : content;
    return { type: 'content', value: withoutBlankText(parts).map((part) => toContentPart(part, major)) };
  }
  if (content || stdout?.length || stderr?.length || typeof output === 'string')
    return { type: 'text', value: toText(result) };
  // As the AI SDK shows the output of a tool without `toModelOutput`.
  return { type: 'json', value: JSON.parse(JSON.stringify(output)) as JSONValue };
}
