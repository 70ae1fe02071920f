import { omitUndefined } from '../unknown.js';
import { type RichOutput, readRichOutput } from './tool-output.js';

/** The handler's output inside an AI SDK output. */
type HandlerOutput<Output> = Output extends { readonly 'toolferry/result': RichOutput } ? RichOutput['output'] : Output;

/** The parts of a tool's output: those of `toolResult()`, or only `output` for a plain value. */
export interface ToolOutputParts<Output = unknown> extends Omit<RichOutput, 'output' | 'major'> {
  readonly output: HandlerOutput<Output>;
}

/**
 * Reads the output of a tool that was created from a client tool: of a `tool-result`, of a part of a UI message, in a browser
 * or from a stored message. Stored messages are untrusted: parts that are malformed are left out.
 *
 * @param output The output of the part, of any tool; a plain value is the `output` of what is returned.
 * @returns The handler's `output`, and `content`, `stdout` and `stderr` if it returned them.
 * @example
 * ```ts
 * import type { UIMessage } from 'ai';
 * import { readToolOutput } from 'toolferry/ai-sdk';
 *
 * export const imagesOf = (parts: UIMessage['parts']) =>
 *   parts.flatMap((part) => {
 *     if (!('output' in part)) return [];
 *     const { content = [] } = readToolOutput(part.output);
 *     return content.filter((each) => each.type === 'file' && each.mediaType.startsWith('image/'));
 *   });
 * ```
 */
export function readToolOutput<Output>(output: Output): ToolOutputParts<Output> {
  const { major: _, ...parts } = readRichOutput(output);
  return omitUndefined(parts) as ToolOutputParts<Output>;
}
