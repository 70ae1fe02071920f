import { ToolferryError } from '../errors.js';
import { type RichResult, toolResult } from '../result/tool-result.js';
import { member } from '../schema/member.js';
import type { ToolContext } from '../types.js';
import type { CallOptions } from './call-options.js';
import { toModelOutput } from './model-output.js';
import { readModelOutput, unreadable } from './read-model-output.js';
import { callMethod, type SourceTool } from './source-tool.js';
import { readToolOutput } from './tool-output.js';

export interface SourceOptions {
  /** ai 7's `context` where the caller has none. */
  readonly context?: unknown;
  readonly major?: 5 | undefined;
}

/** Runs `execute` as the AI SDK does, and shapes what it returned as `toModelOutput` shapes it for a model there. */
export async function runSource(
  tool: SourceTool,
  input: unknown,
  context: ToolContext,
  { context: own, major }: SourceOptions,
): Promise<unknown> {
  if (isOurs(tool)) return runOurs(tool, input, context, own);
  const output = await execute(tool, input, context, own);
  if (typeof tool.toModelOutput !== 'function') return output;
  const argument = major === 5 ? output : { toolCallId: context.callId, input, output };
  return toolResult({ output, ...(await shown(tool, argument)) });
}

/**
 * Whether our adapter made the tool, of which this may be a changed copy. Only then is our key in an output believed, as
 * `toModelOutput` believes it: in the output of any other tool it is data like all else.
 */
function isOurs(tool: SourceTool): boolean {
  return tool.toModelOutput === toModelOutput;
}

/** The rich result, or the failure, that the bridge behind the tool made. */
async function runOurs(tool: SourceTool, input: unknown, context: ToolContext, own: unknown): Promise<RichResult> {
  try {
    return toolResult(readToolOutput(await execute(tool, input, context, own)));
  } catch (error) {
    if (!ToolferryError.isInstance(error)) throw error;
    const { code, message, data } = error;
    return toolResult({ error: { code, message, data } });
  }
}

/** What is yielded is progress, and the last of it the output. */
async function execute(tool: SourceTool, input: unknown, context: ToolContext, own: unknown): Promise<unknown> {
  const returned = callMethod(tool, 'execute', input, callOptions(context, own));
  if (!isAsyncIterable(returned)) return returned;
  let output: unknown;
  for await (output of returned) {
    context.progress(isOurs(tool) ? readToolOutput(output).output : output);
    context.signal.throwIfAborted();
  }
  return output;
}

/** The AI SDK's own options where it is the caller. `context` is named so in ai 7, and `experimental_context` before. */
function callOptions({ callId, signal, caller }: ToolContext, own: unknown): CallOptions {
  const options = caller?.kind === 'ai-sdk' ? (caller.options as object) : undefined;
  const context = member(options, 'context') ?? member(options, 'experimental_context') ?? own;
  return { messages: [], ...options, toolCallId: callId, abortSignal: signal, ...contextOptions(context) };
}

export function contextOptions(context: unknown): object {
  return context === undefined ? {} : { context, experimental_context: context };
}

async function shown(tool: SourceTool, argument: unknown): Promise<ReturnType<typeof readModelOutput>> {
  try {
    return readModelOutput(await callMethod(tool, 'toModelOutput', argument));
  } catch {
    return unreadable;
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
