import { isInteropZodSchema } from '@langchain/core/utils/types';
import type { ToolContext } from '../types.js';
import type { ConvertibleTool } from './convertible-tool.js';

/** A LangChain `StructuredTool`, as far as it is looked into. */
export interface StructuredTool extends ConvertibleTool {
  readonly responseFormat?: unknown;
  _call(...args: unknown[]): unknown;
}

/** What a tool returned, before LangChain makes it text. */
export interface Caught {
  hasStarted: boolean;
  value?: unknown;
}

/**
 * A view of a tool that notes what the tool returns and reports what its generator yields. Only the view is changed, so
 * calls at the same time do not meet.
 */
export function watchTool(tool: StructuredTool, context: ToolContext, caught: Caught): ConvertibleTool {
  const run = async (...args: unknown[]): Promise<unknown> => {
    // Core 1.2: a `tool()` that starts under an aborted signal never settles.
    context.signal.throwIfAborted();
    caught.hasStarted = true;
    const value = await tool._call(...args);
    if (isGenerator(value)) return report(value, context, caught);
    caught.value = value;
    return value;
  };
  return Object.create(tool, {
    _call: { value: run },
    // JSON Schema was checked here. LangChain would check it in another dialect, and write into it (core 1.2).
    ...(!isInteropZodSchema(tool.schema) && { schema: { value: {} } }),
  });
}

async function* report(
  generator: AsyncGenerator,
  { progress, signal }: ToolContext,
  caught: Caught,
): AsyncGenerator<unknown, unknown> {
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await generator.next();
      if (done) {
        caught.value = value;
        return value;
      }
      progress(value);
      yield value;
    }
  } finally {
    await generator.return?.(undefined);
  }
}

/** As LangChain tells them, whose generators may also be plain objects. */
function isGenerator(value: unknown): value is AsyncGenerator {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function';
}
