import type { ContentPart, ErrorCode } from '../types.js';

const brand: unique symbol = Symbol.for('toolferry.result');

/** What a handler can say beside its output. */
export interface ToolResultParts {
  /** For programs; made JSON. */
  readonly output?: unknown;
  /** For models, in place of the text of `output`: text, images, files. */
  readonly content?: readonly ContentPart[] | undefined;
  readonly stdout?: readonly string[] | undefined;
  readonly stderr?: readonly string[] | undefined;
  /** Present means the call failed. `code` defaults to `failed`. */
  readonly error?:
    | { readonly message: string; readonly code?: ErrorCode | undefined; readonly data?: unknown }
    | undefined;
}

/** What {@link toolResult} makes; told from plain outputs by a brand, never by its shape. */
export type RichResult = ToolResultParts & { readonly [brand]: true };

/**
 * What a handler returns when it has more to say than one value: content for the model, files, what a command printed,
 * or a failure with its own code.
 *
 * @example
 * ```ts
 * import { defineTool, toolResult } from 'toolferry';
 *
 * export const screenshot = defineTool({
 *   name: 'screenshot',
 *   description: 'Take a picture of the page',
 *   inputSchema: { type: 'object' },
 *   handler: () =>
 *     toolResult({
 *       output: { width: 1, height: 1 },
 *       content: [{ type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' }],
 *     }),
 * });
 * ```
 */
export function toolResult(parts: ToolResultParts): RichResult {
  return Object.defineProperty({ ...parts }, brand, { value: true }) as RichResult;
}

export function isRichResult(value: unknown): value is RichResult {
  return typeof value === 'object' && value !== null && brand in value;
}
