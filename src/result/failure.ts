import type { ErrorCode, JSONValue, ToolCall, ToolError, ToolResult } from '../types.js';

/** The result of a call that failed. */
export function failure(call: ToolCall, code: ErrorCode, message: string, data?: JSONValue): ToolResult {
  const error: ToolError = data === undefined ? { code, message } : { code, message, data };
  return { toolCallId: call.id, toolName: call.name, output: null, error };
}
