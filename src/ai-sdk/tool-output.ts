import { isContentPart } from '../result/content-part.js';
import type { RichResult } from '../result/tool-result.js';
import type { JSONValue, ToolResult } from '../types.js';
import { isObject } from '../unknown.js';
import { type CallOptions, isFromSeven } from './call-options.js';

/**
 * The key under which more than a plain output travels inside an AI SDK output: `toModelOutput` sees it again in stored
 * messages, where nothing else is left of the call.
 */
const brand = 'toolferry/result';

type ResultParts = Pick<ToolResult, 'output' | 'content' | 'stdout' | 'stderr'>;

/** A result inside an AI SDK output. `major` records that ai 7 or later made it. */
export interface RichOutput extends ResultParts {
  readonly major?: 7 | undefined;
}

/** The type of an AI SDK output: what the handler returns, or where that is `toolResult()`, everything under the brand. */
export type AISDKToolOutput<Output> = Output extends RichResult ? { readonly [brand]: RichOutput } : Output;

/** The tool's output: plain if the handler returned a plain value, else everything under the brand. */
export function toToolOutput({ output, content, stdout, stderr }: ResultParts, options: CallOptions): JSONValue {
  const isRich = content !== undefined || stdout !== undefined || stderr !== undefined;
  if (!isRich && !isMistakable(output)) return output;
  const rich = { output, content, stdout, stderr, major: isFromSeven(options) ? 7 : undefined };
  return { [brand]: Object.fromEntries(Object.entries(rich).filter(([, each]) => each !== undefined)) as JSONValue };
}

/**
 * What {@link toToolOutput} made, from this process or from a stored message, about which nothing is taken for granted; any
 * other value is a plain output. What is no JSON, which only a changed copy of a tool gives, stays what it is.
 */
export function readToolOutput(value: unknown): RichOutput {
  const rich = isObject(value) && Object.hasOwn(value, brand) ? value[brand] : undefined;
  if (!isObject(rich) || !Object.hasOwn(rich, 'output')) return { output: (value ?? null) as JSONValue };
  return {
    output: (rich.output ?? null) as JSONValue,
    content: Array.isArray(rich.content) ? rich.content.filter(isContentPart) : undefined,
    stdout: lines(rich.stdout),
    stderr: lines(rich.stderr),
    major: rich.major === 7 ? 7 : undefined,
  };
}

/**
 * The output inside what `toModelOutput` gets: ai 5 passes the output itself, 6 and 7 pass `{ toolCallId, input, output }`.
 * No output of ours looks like the latter.
 */
export function readArgument(argument: unknown): { readonly output: unknown; readonly isFromFive: boolean } {
  return looksLikeArgument(argument)
    ? { output: argument.output, isFromFive: false }
    : { output: argument, isFromFive: true };
}

/** A foreign value with our key, or one that looks like the argument of 6 and 7, is nested: it says nothing about itself. */
function isMistakable(output: JSONValue): boolean {
  return looksLikeArgument(output) || (isObject(output) && Object.hasOwn(output, brand));
}

function looksLikeArgument(value: unknown): value is { readonly output: unknown } {
  return isObject(value) && Object.hasOwn(value, 'toolCallId') && Object.hasOwn(value, 'output');
}

function lines(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((line) => typeof line === 'string') : undefined;
}
