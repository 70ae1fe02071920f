import { ToolInputParsingException } from '@langchain/core/tools';
import { abortError } from '../../async/abort-signal.js';
import { ToolferryError } from '../../errors.js';
import { origin } from '../../tool/marks.js';
import type { ToolContext } from '../../types.js';
import { isObject } from '../../unknown.js';
import { isToolMessage } from '../is-message.js';
import type { ConvertibleTool } from './convertible-tool.js';
import { type Observed, observeTool, type StructuredTool } from './observe-tool.js';
import { overridesInvoke } from './overrides-invoke.js';
import { readReturnValue } from './read-return-value.js';

/** LangGraph's tag for a run that is not streamed. In a LangChain agent the call already has a run. */
const hiddenTag = 'langsmith:hidden';

/** Runs a LangChain tool through LangChain, with its callbacks and tracing, and returns its value as a handler's. */
export async function invokeTool(tool: ConvertibleTool, args: unknown, context: ToolContext): Promise<unknown> {
  const { toolCallId, signal } = context;
  if (signal.aborted) throw abortError(signal);
  const call = { type: 'tool_call', id: toolCallId, name: tool.name, args };
  const config = toConfig(context);
  const observed: Observed = { hasStarted: false };
  try {
    if (!isObservable(tool)) return readReturnValue(await tool.invoke(call, config), { name: tool.name });
    // Core 1.2 unwraps arguments that have a member `type: 'tool_call'`.
    const wrapped = isObject(args) && args.type === 'tool_call' ? { ...call, args: call } : call;
    const returned = await observeTool(tool, context, observed).invoke(wrapped, config);
    return observed.hasStarted && isToolMessage(returned)
      ? readReturnValue(observed.value, tool)
      : readReturnValue(returned, { name: tool.name });
  } catch (error) {
    if (!observed.hasStarted && isParsingError(error)) throw invalidInput(tool, error);
    throw error;
  }
}

/**
 * Other tools get no view: `RunnableToolLike` returns the value itself, and a message of a toolferry tool carries its
 * result.
 */
function isObservable(tool: ConvertibleTool): tool is StructuredTool {
  return '_call' in tool && origin.inherited(tool) === undefined && !overridesInvoke(tool);
}

/**
 * Forwards the config of a LangChain agent, so that traces nest. For other callers, values that the tool writes are
 * progress.
 */
function toConfig({ caller, toolCallId, signal, progress }: ToolContext): object {
  if (caller?.kind !== 'langchain') return { writer: progress, signal, toolCallId };
  const options = caller.options as { readonly callbacks?: Callbacks };
  return { ...options, callbacks: copyWithHiddenTag(options.callbacks), signal, toolCallId };
}

/** LangChain's `CallbackManager`. Callbacks may also be a list, which has no `copy`. */
interface Callbacks {
  copy?(): { addTags(tags: string[], inherit: boolean): void };
}

/** Hides only the run itself: the tag is not inherited by the runs that the tool starts. */
function copyWithHiddenTag(callbacks: Callbacks | undefined): unknown {
  const copy = callbacks?.copy?.();
  copy?.addTags([hiddenTag], false);
  return copy ?? callbacks;
}

/** Also by name, because there may be two copies of LangChain's core. */
function isParsingError(error: unknown): error is Error {
  if (error instanceof ToolInputParsingException) return true;
  return error instanceof Error && error.constructor.name === 'ToolInputParsingException';
}

function invalidInput({ name }: ConvertibleTool, { message }: Error): ToolferryError {
  return new ToolferryError('invalid_input', `Invalid input for "${name}": ${message.replace(/\s+/g, ' ')}`);
}
