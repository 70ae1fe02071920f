import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager';
import { isInteropZodSchema } from '@langchain/core/utils/types';
import type { ToolContext } from '../../types.js';
import type { ConvertibleTool } from './convertible-tool.js';

/** A LangChain `StructuredTool`, as far as it is looked into. */
export interface StructuredTool extends ConvertibleTool {
  readonly responseFormat?: unknown;
  _call(input: unknown, runManager: ToolRun | undefined, config: unknown): unknown;
  toJSON?(): unknown;
}

/** Without `handleToolEvent` before core 1.2. */
type ToolRun = Partial<CallbackManagerForToolRun>;

/** What a tool returned, before LangChain makes it text. */
export interface Caught {
  hasStarted: boolean;
  value?: unknown;
}

/**
 * A view of a tool that notes what the tool returns and reports what its generator yields. Only the view is changed, so
 * calls at the same time do not meet. What the tool's class says of itself is read on the tool: it may use `#private` members.
 */
export function watchTool(tool: StructuredTool, context: ToolContext, caught: Caught): ConvertibleTool {
  const run = async (input: unknown, runManager?: ToolRun, config?: unknown): Promise<unknown> => {
    // Core 1.2: a `tool()` that starts under an aborted signal never settles.
    context.signal.throwIfAborted();
    caught.hasStarted = true;
    const value = await tool._call(input, runManager, config);
    caught.value = isGenerator(value) ? await drain(value, context, runManager) : value;
    return caught.value;
  };
  const view: ConvertibleTool = Object.create(tool, {
    _call: { value: run },
    toJSON: { value: () => tool.toJSON?.() },
    // JSON Schema was checked here. LangChain would check it in another dialect, and write into it (core 1.2).
    ...(!isInteropZodSchema(tool.schema) && { schema: { value: {} } }),
    // The run of the agent's own tool has them.
    ...(context.caller?.kind === 'langchain' && { tags: { value: undefined } }),
  });
  return new Proxy(view, { get: (_, member) => Reflect.get(Object.hasOwn(view, member) ? view : tool, member) });
}

/** As core 1.2 does; 1.1 does not know generators. */
async function drain(
  generator: AsyncGenerator,
  { progress, signal }: ToolContext,
  runManager: ToolRun | undefined,
): Promise<unknown> {
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await generator.next();
      if (done) return value;
      progress(value);
      await runManager?.handleToolEvent?.(value);
    }
  } finally {
    await generator.return?.(undefined);
  }
}

/** As LangChain tells them, whose generators may also be plain objects. */
function isGenerator(value: unknown): value is AsyncGenerator {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function';
}
