/**
 * Any tool that LangChain runs in this process: `StructuredTool`, `DynamicTool` or `RunnableToolLike`, of any copy of
 * its core.
 */
export interface ConvertibleTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly schema: unknown;
  readonly metadata?: Record<string, unknown> | undefined;
  invoke(input: unknown, config?: unknown): Promise<unknown>;
}
