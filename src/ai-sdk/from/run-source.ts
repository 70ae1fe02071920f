import { ToolferryError } from '../../errors.js';
import { type RichResult, toolResult } from '../../result/tool-result.js';
import type { ToolContext } from '../../types.js';
import { callOptions } from '../call-options.js';
import { toModelOutput } from '../model-output.js';
import { readToolOutput } from '../tool-output.js';
import { readModelOutput, unreadable } from './read-model-output.js';
import { callMethod, type SourceTool } from './source-tool.js';

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
  const shown = await shownToModel(tool, { toolCallId: context.toolCallId, input, output }, major);
  return shown ? toolResult({ output, ...shown }) : output;
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

type Shown = ReturnType<typeof readModelOutput>;

/** What the tool's author has the model see; nothing where the model sees the output itself. */
async function shownToModel(
  tool: SourceTool,
  all: { readonly toolCallId: string; readonly input: unknown; readonly output: unknown },
  major: 5 | undefined,
): Promise<Shown | undefined> {
  try {
    if (typeof tool.toModelOutput === 'function')
      return readModelOutput(await callMethod(tool, 'toModelOutput', major === 5 ? all.output : all));
    if (typeof tool.experimental_toToolResultContent !== 'function') return undefined;
    const value = await callMethod(tool, 'experimental_toToolResultContent', all.output);
    return readModelOutput({ type: 'content', value });
  } catch {
    return unreadable;
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
