import type { ErrorCode, JSONValue, ToolCall, ToolError, ToolResult } from '../types.js';

/** The result of a call that failed. */
export function failure(
  call: ToolCall,
  code: ErrorCode,
  message: string,
  { data, cause }: { readonly data?: JSONValue | undefined; readonly cause?: unknown } = {},
): ToolResult {
  const error: ToolError = data === undefined ? { code, message } : { code, message, data };
  return { toolCallId: call.id, toolName: call.name, output: null, error: withCause(error, cause) };
}

/** Adds what was thrown to a description of it, for this process only: neither JSON nor a copy of the target has it. */
export function withCause<Target extends object>(target: Target, cause: unknown): Target {
  return cause === undefined ? target : Object.defineProperty(target, 'cause', { value: cause });
}
