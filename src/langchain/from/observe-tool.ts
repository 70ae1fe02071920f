import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager';
import { isInteropZodSchema } from '@langchain/core/utils/types';
import { abortError } from '../../async/abort-signal.js';
import type { ToolContext } from '../../types.js';
import type { ConvertibleTool } from './convertible-tool.js';

/** The members of LangChain's `StructuredTool` that are used. */
export interface StructuredTool extends ConvertibleTool {
  readonly responseFormat?: unknown;
  _call(input: unknown, runManager: ToolRun | undefined, config: unknown): unknown;
  toJSON?(): unknown;
}

/** Before core 1.2 it has no `handleToolEvent`. */
type ToolRun = Partial<CallbackManagerForToolRun>;

/** The value that a tool returned, before LangChain makes it text. */
export interface Observed {
  hasStarted: boolean;
  value?: unknown;
}

/**
 * Returns a view of a tool that records the return value in `observed`, and reports the values of a generator as
 * progress. Each call has its own view, so concurrent calls do not mix. All other members are read on the tool itself,
 * because they may use `#private` members.
 */
export function observeTool(tool: StructuredTool, context: ToolContext, observed: Observed): ConvertibleTool {
  const run = async (input: unknown, runManager?: ToolRun, config?: unknown): Promise<unknown> => {
    // Core 1.2: a `tool()` that starts under an aborted signal never settles.
    if (context.signal.aborted) throw abortError(context.signal);
    observed.hasStarted = true;
    const value = await tool._call(input, runManager, config);
    observed.value = isGenerator(value) ? await drain(value, context, runManager) : value;
    return observed.value;
  };
  const view: ConvertibleTool = Object.create(tool, {
    _call: { value: run },
    toJSON: { value: () => tool.toJSON?.() },
    // JSON Schema was validated here. LangChain would use another dialect, and write into the schema (core 1.2).
    ...(!isInteropZodSchema(tool.schema) && { schema: { value: {} } }),
    // In a LangChain agent, the run of the agent's tool already has the tags.
    ...(context.caller?.kind === 'langchain' && { tags: { value: undefined } }),
  });
  return new Proxy(view, { get: (_, member) => Reflect.get(Object.hasOwn(view, member) ? view : tool, member) });
}

/** Runs a generator to its end as core 1.2 does; 1.1 does not support generators. A callback that throws changes nothing. */
async function drain(
  generator: AsyncGenerator,
  { progress, signal }: ToolContext,
  runManager: ToolRun | undefined,
): Promise<unknown> {
  try {
    for (;;) {
      if (signal.aborted) throw abortError(signal);
      const { done, value } = await generator.next();
      if (done) return value;
      progress(value);
      await runManager?.handleToolEvent?.(value).catch(() => {});
    }
  } finally {
    await generator.return?.(undefined);
  }
}

/** Whether a value is a generator, by LangChain's own rule: a plain object with `next` is one too. */
function isGenerator(value: unknown): value is AsyncGenerator {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function';
}
