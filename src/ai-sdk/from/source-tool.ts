import type { ToolSet } from 'ai';

/**
 * A tool of ai 4 to 7, made by any copy of the AI SDK. The types of the majors, and of two copies of one major, exclude
 * each other. Tools of other copies are therefore only required to have a schema.
 */
export type AISDKTool = ToolSet[string] | { readonly inputSchema: unknown } | { readonly parameters: unknown };

/**
 * The members of AI SDK tools, of ai 4 to 7, that are read. Each is unknown, because nothing about them is guaranteed.
 */
export interface SourceTool {
  readonly type?: unknown;
  readonly description?: unknown;
  readonly inputSchema?: unknown;
  /** The input schema in ai 4. */
  readonly parameters?: unknown;
  readonly outputSchema?: unknown;
  readonly needsApproval?: unknown;
  readonly execute?: unknown;
  readonly toModelOutput?: unknown;
  /** Content for the model in ai 4. */
  readonly experimental_toToolResultContent?: unknown;
  readonly title?: unknown;
  readonly strict?: unknown;
  readonly inputExamples?: unknown;
  readonly providerOptions?: unknown;
  readonly metadata?: unknown;
  readonly deferLoading?: unknown;
  readonly contextSchema?: unknown;
  readonly onInputStart?: unknown;
  readonly onInputDelta?: unknown;
  readonly onInputAvailable?: unknown;
  readonly experimental_toolCaller?: unknown;
}

export function schemaOf({ inputSchema, parameters }: SourceTool): unknown {
  return inputSchema ?? parameters;
}

/** Calls a member as a method, so that tools of a class keep their `this`. */
export function callMethod(tool: SourceTool, name: keyof SourceTool, ...args: readonly unknown[]): unknown {
  return (tool[name] as (...args: readonly unknown[]) => unknown).call(tool, ...args);
}
