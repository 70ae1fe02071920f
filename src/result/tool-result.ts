import type { ContentPart, ErrorCode, JSONValue, ToolCall, ToolError, ToolResult } from '../types.js';
import { carriedNative, carryNative } from './native-result.js';
import { toJSON } from './to-json.js';

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

/** A handler's value as the one result of a call. Throws `invalid_output` for what cannot be made JSON. */
export function shapeResult(call: ToolCall, value: unknown): ToolResult {
  if (!isRichResult(value)) return { callId: call.id, toolName: call.name, output: toJSON(value) };
  const { output, content, error, stdout, stderr } = value;
  const said = { content, error: error && { ...error, code: error.code ?? 'failed' }, stdout, stderr };
  const result: ToolResult = {
    callId: call.id,
    toolName: call.name,
    output: toJSON(output),
    ...(toJSON(said) as Pick<ToolResult, keyof typeof said>),
  };
  return carryNative(result, carriedNative(value));
}

/** The result of a call that failed. */
export function failure(call: ToolCall, code: ErrorCode, message: string, data?: JSONValue): ToolResult {
  const error: ToolError = data === undefined ? { code, message } : { code, message, data };
  return { callId: call.id, toolName: call.name, output: null, error };
}

/** What a model reads: the error, else the content's text, else the output; and what the tool printed. */
export function toText(result: ToolResult): string {
  const said = result.error?.message ?? (result.content ? contentText(result.content) : outputText(result.output));
  return [said, printed('stdout', result.stdout), printed('stderr', result.stderr)].filter(Boolean).join('\n');
}

function isRichResult(value: unknown): value is RichResult {
  return typeof value === 'object' && value !== null && brand in value;
}

function contentText(content: readonly ContentPart[]): string {
  return content.map((part) => (part.type === 'text' ? part.text : `[${part.filename ?? part.mediaType}]`)).join('\n');
}

function outputText(output: JSONValue): string {
  return typeof output === 'string' ? output : JSON.stringify(output);
}

function printed(stream: string, lines: readonly string[] | undefined): string {
  return lines?.length ? `${stream}:\n${lines.join('\n')}` : '';
}
