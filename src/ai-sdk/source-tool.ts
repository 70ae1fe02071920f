/** An AI SDK tool as it is read: what tools of ai 5, 6 and 7 share, with nothing taken for granted. */
export interface SourceTool {
  readonly type?: unknown;
  readonly description?: unknown;
  readonly inputSchema?: unknown;
  readonly outputSchema?: unknown;
  readonly needsApproval?: unknown;
  readonly execute?: unknown;
  readonly toModelOutput?: unknown;
}

/** Calls a member as a method, so that tools of a class keep their `this`. */
export function callMethod(tool: SourceTool, name: keyof SourceTool, ...args: readonly unknown[]): unknown {
  return (tool[name] as (...args: readonly unknown[]) => unknown).call(tool, ...args);
}
