import { abortError } from '../../async/abort-signal.js';
import { ToolferryError } from '../../errors.js';
import { withCause } from '../../result/failure.js';
import { type RichResult, toolResult } from '../../result/tool-result.js';
import type { ToolContext } from '../../types.js';
import { toExecutionOptions } from '../execution-options.js';
import { toModelOutput } from '../model-output.js';
import { readRichOutput } from '../tool-output.js';
import { readModelOutput, unreadable } from './read-model-output.js';
import { callMethod, type SourceTool } from './source-tool.js';

interface SourceOptions {
  /** The default for ai 7's `context`, if the caller has none. */
  readonly context?: unknown;
  readonly major?: 5 | undefined;
}

/** Runs `execute` as the AI SDK does, and adds the content that `toModelOutput` makes of its output. */
export async function runSource(
  tool: SourceTool,
  input: unknown,
  context: ToolContext,
  { context: defaultContext, major }: SourceOptions,
): Promise<unknown> {
  if (isMadeByToolferry(tool)) return runMadeByToolferry(tool, input, context, defaultContext);
  const output = await execute(tool, input, context, defaultContext);
  const modelParts = await readModelParts(tool, { toolCallId: context.toolCallId, input, output }, major);
  return modelParts ? toolResult({ output, ...modelParts }) : output;
}

/**
 * Whether toolferry made the tool, of which this may be a changed copy. Only then is toolferry's key in an output
 * trusted, as `toModelOutput` trusts it. In the output of any other tool it is plain data.
 */
function isMadeByToolferry(tool: SourceTool): boolean {
  return tool.toModelOutput === toModelOutput;
}

/** Returns the rich result, or the failure, of the bridge that the tool runs under. */
async function runMadeByToolferry(
  tool: SourceTool,
  input: unknown,
  context: ToolContext,
  defaultContext: unknown,
): Promise<RichResult> {
  try {
    return toolResult(readRichOutput(await execute(tool, input, context, defaultContext)));
  } catch (error) {
    if (!ToolferryError.isInstance(error)) throw error;
    const { code, message, data, cause } = error;
    return toolResult({ error: withCause({ code, message, data }, cause) });
  }
}

/** Each yielded value is progress, and the last one is the output. */
async function execute(
  tool: SourceTool,
  input: unknown,
  context: ToolContext,
  defaultContext: unknown,
): Promise<unknown> {
  const returned = callMethod(tool, 'execute', input, toExecutionOptions(context, defaultContext));
  if (!isAsyncIterable(returned)) return returned;
  let output: unknown;
  for await (output of returned) {
    context.progress(isMadeByToolferry(tool) ? readRichOutput(output).output : output);
    if (context.signal.aborted) throw abortError(context.signal);
  }
  return output;
}

type ModelParts = ReturnType<typeof readModelOutput>;

/** The content that the tool's author defines for the model; undefined if the model gets the output itself. */
async function readModelParts(
  tool: SourceTool,
  call: { readonly toolCallId: string; readonly input: unknown; readonly output: unknown },
  major: 5 | undefined,
): Promise<ModelParts | undefined> {
  try {
    if (typeof tool.toModelOutput === 'function')
      return readModelOutput(await callMethod(tool, 'toModelOutput', major === 5 ? call.output : call));
    if (typeof tool.experimental_toToolResultContent !== 'function') return undefined;
    const value = await callMethod(tool, 'experimental_toToolResultContent', call.output);
    return readModelOutput({ type: 'content', value });
  } catch {
    return unreadable;
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
