import { isContentPart } from '../result/content-part.js';
import type { JSONOf } from '../result/json-of.js';
import type { RichResult } from '../result/tool-result.js';
import type { JSONValue, ToolResult } from '../types.js';
import { isObject } from '../unknown.js';
import { isFromSeven, type ToolExecutionOptions } from './execution-options.js';

/**
 * The key of a result that is more than a plain output, inside an AI SDK output. `toModelOutput` finds it in stored
 * messages, which keep nothing else of the call.
 */
const brand = 'toolferry/result';

type ResultParts = Pick<ToolResult, 'output' | 'content' | 'stdout' | 'stderr'>;

/** A result inside an AI SDK output. `major` records that it was made under ai 7 or later. */
export interface RichOutput extends ResultParts {
  readonly major?: 7 | undefined;
}

/**
 * The type of an AI SDK output: the JSON of what the handler returns, or a {@link RichOutput} under the brand if that is
 * `toolResult()`. Of a handler that always throws it is any JSON: ai has no tool set with an output of the type `never`.
 */
export type AISDKToolOutput<Output> = [Output] extends [never]
  ? JSONValue
  : Output extends RichResult
    ? { readonly [brand]: RichOutput }
    : JSONOf<Output>;

/** Makes the AI SDK output of a result: plain if the handler returned a plain value, or everything under the brand. */
export function toToolOutput(
  { output, content, stdout, stderr }: ResultParts,
  options: ToolExecutionOptions,
): JSONValue {
  const isRich = content !== undefined || stdout !== undefined || stderr !== undefined;
  if (!isRich && !isAmbiguous(output)) return output;
  const rich = { output, content, stdout, stderr, major: isFromSeven(options) ? 7 : undefined };
  return { [brand]: Object.fromEntries(Object.entries(rich).filter(([, each]) => each !== undefined)) as JSONValue };
}

/**
 * Reads an output that {@link toToolOutput} made, in this process or in an untrusted stored message. Any other value is
 * a plain output. A value that is not JSON, which only a changed copy of a tool returns, is not changed.
 */
export function readRichOutput(value: unknown): RichOutput {
  const rich = isObject(value) && Object.hasOwn(value, brand) ? value[brand] : undefined;
  if (!isObject(rich) || !Object.hasOwn(rich, 'output')) return { output: (value ?? null) as JSONValue };
  return {
    output: (rich.output ?? null) as JSONValue,
    content: Array.isArray(rich.content) ? rich.content.filter(isContentPart) : undefined,
    stdout: toLines(rich.stdout),
    stderr: toLines(rich.stderr),
    major: rich.major === 7 ? 7 : undefined,
  };
}

/**
 * Reads the output from the argument of `toModelOutput`: ai 5 passes the output itself, 6 and 7 pass
 * `{ toolCallId, input, output }`. `toToolOutput` makes no output of that shape.
 */
export function readArgument(argument: unknown): { readonly output: unknown; readonly isFromFive: boolean } {
  return looksLikeArgument(argument)
    ? { output: argument.output, isFromFive: false }
    : { output: argument, isFromFive: true };
}

/**
 * A handler's value that has the brand's key, or the shape of the argument of 6 and 7, is wrapped so that it is read as
 * data.
 */
function isAmbiguous(output: JSONValue): boolean {
  return looksLikeArgument(output) || (isObject(output) && Object.hasOwn(output, brand));
}

function looksLikeArgument(value: unknown): value is { readonly output: unknown } {
  return isObject(value) && Object.hasOwn(value, 'toolCallId') && Object.hasOwn(value, 'output');
}

function toLines(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((line) => typeof line === 'string') : undefined;
}
