import type { ContentPart, ErrorCode, ToolCall, ToolResult } from '../types.js';
import { getProperty } from '../unknown.js';
import { checkParts } from './check-parts.js';
import { isContentPart, isPartOrBytes } from './content-part.js';
import { withCause } from './failure.js';
import { isForGraph } from './is-for-graph.js';
import { nativeResult } from './native-result.js';
import { toJSON } from './to-json.js';

const brand: unique symbol = Symbol.for('toolferry.result');

/** The parts of a result that a handler can return. */
export interface ToolResultParts {
  /** For programs; converted to JSON. */
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

/** A value that {@link toolResult} returned; recognized by a brand, never by its shape. */
export type RichResult = ToolResultParts & { readonly [brand]: true };

/**
 * Creates a handler's result of several parts: content for the model, files, the output of a command, or a failure with its
 * own code. Throws a ToolferryError `invalid_output` for a part that is malformed.
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
  checkParts(parts, isPartOrBytes);
  return Object.defineProperty({ ...parts }, brand, { value: true }) as RichResult;
}

function isRichResult(value: unknown): value is RichResult {
  return typeof value === 'object' && value !== null && brand in value;
}

/**
 * Returns the result of a call from its handler's value. Throws `invalid_output` for a value that has no JSON form, and for
 * malformed parts, which another copy of this package may have made.
 */
export function shapeResult(call: ToolCall, value: unknown, maxNodes?: number): ToolResult {
  if (!isRichResult(value)) return shapeValue(call, value, maxNodes);
  const { output, content, error, stdout, stderr } = value;
  const failed = error && { code: error.code ?? 'failed', message: error.message, data: error.data };
  const parts = toJSON({ content, error: failed, stdout, stderr }, { maxNodes });
  checkParts(parts, isContentPart);
  const result: ToolResult = {
    toolCallId: call.id,
    toolName: call.name,
    output: toJSON(output, { maxNodes }),
    ...Object.fromEntries(Object.entries(parts as object).filter(([, part]) => part !== null)),
  };
  if (result.error) withCause(result.error, getProperty(error, 'cause'));
  return nativeResult.set(result, nativeResult.of(value));
}

/** A value for a graph is looked for only if it has no JSON form, which keeps other calls fast. */
function shapeValue(call: ToolCall, value: unknown, maxNodes: number | undefined): ToolResult {
  try {
    return { toolCallId: call.id, toolName: call.name, output: toJSON(value, { maxNodes }) };
  } catch (error) {
    if (isForGraph(value)) return shapeResult(call, onlyForGraph(call.name, value));
    throw error;
  }
}

/** The failure of a handler that returned a Command or a ToolMessage. LangGraph agents apply the value, which is its mark. */
export function onlyForGraph(name: string, returned: unknown): RichResult {
  const message = `"${name}" returned a LangGraph Command or ToolMessage, which only a graph can apply. Give this tool to a LangGraph agent.`;
  return nativeResult.set(toolResult({ error: { message } }), { returned });
}
