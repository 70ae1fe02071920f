import { ToolInputParsingException } from '@langchain/core/tools';
import { ToolferryError } from '../../errors.js';
import type { ToolContext } from '../../types.js';
import { isObject } from '../../unknown.js';
import { authorsCheck } from '../marks.js';
import type { ConvertibleTool } from './convertible-tool.js';
import { isToolMessage } from './is-message.js';
import { overridesInvoke } from './overrides-invoke.js';
import { readToolOutput } from './read-tool-output.js';
import { type Caught, type StructuredTool, watchTool } from './watch-tool.js';

/** LangGraph's tag for a run that is not streamed: in a LangChain agent the call has a run of its own already. */
const hidden = 'langsmith:hidden';

/** Runs a LangChain tool through LangChain, with its callbacks and tracing, and gives what it returned. */
export async function invokeTool(tool: ConvertibleTool, args: unknown, context: ToolContext): Promise<unknown> {
  const { toolCallId, signal } = context;
  signal.throwIfAborted();
  const call = { type: 'tool_call', id: toolCallId, name: tool.name, args };
  const config = toConfig(context);
  const caught: Caught = { hasStarted: false };
  try {
    if (!isWatchable(tool)) return readToolOutput(await tool.invoke(call, config), { name: tool.name });
    // Core 1.2 unwraps arguments that have a `type: 'tool_call'` of their own.
    const wrapped = isObject(args) && args.type === 'tool_call' ? { ...call, args: call } : call;
    const answer = await watchTool(tool, context, caught).invoke(wrapped, config);
    return caught.hasStarted && isToolMessage(answer)
      ? readToolOutput(caught.value, tool)
      : readToolOutput(answer, { name: tool.name });
  } catch (error) {
    if (!caught.hasStarted && isParsingError(error)) throw invalidInput(tool, error);
    throw error;
  }
}

/** Others cannot be looked into: `RunnableToolLike` answers with the value itself, tools of ours carry their result. */
function isWatchable(tool: ConvertibleTool): tool is StructuredTool {
  return '_call' in tool && authorsCheck.of(tool) === undefined && !overridesInvoke(tool);
}

/** The config of a LangChain agent goes on, so that tracing nests; elsewhere what a tool writes is its progress. */
function toConfig({ caller, toolCallId, signal, progress }: ToolContext): object {
  if (caller?.kind !== 'langchain') return { writer: progress, signal, toolCallId };
  const options = caller.options as { readonly callbacks?: Callbacks };
  return { ...options, callbacks: hiddenRun(options.callbacks), signal, toolCallId };
}

/** LangChain's `CallbackManager`, where it is none of its lists. */
interface Callbacks {
  copy?(): { addTags(tags: string[], inherit: boolean): void };
}

/** Tells only the run itself to be hidden, not what the tool calls. */
function hiddenRun(callbacks: Callbacks | undefined): unknown {
  const own = callbacks?.copy?.();
  own?.addTags([hidden], false);
  return own ?? callbacks;
}

/** By name too: there may be two copies of LangChain's core. */
function isParsingError(error: unknown): error is Error {
  if (error instanceof ToolInputParsingException) return true;
  return error instanceof Error && error.constructor.name === 'ToolInputParsingException';
}

function invalidInput({ name }: ConvertibleTool, { message }: Error): ToolferryError {
  return new ToolferryError('invalid_input', `Invalid input for "${name}": ${message.replace(/\s+/g, ' ')}`);
}
