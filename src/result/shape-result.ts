import type { ToolCall, ToolResult } from '../types.js';
import { carriedNative, carryNative } from './native-result.js';
import { toJSON } from './to-json.js';
import { isRichResult } from './tool-result.js';

/** A handler's value as the one result of a call. Throws `invalid_output` for what cannot be made JSON. */
export function shapeResult(call: ToolCall, value: unknown): ToolResult {
  if (!isRichResult(value)) return { callId: call.id, toolName: call.name, output: toJSON(value) };
  const { output, content, error, stdout, stderr } = value;
  const said = { content, error: error && { ...error, code: error.code ?? 'failed' }, stdout, stderr };
  const result: ToolResult = {
    callId: call.id,
    toolName: call.name,
    output: toJSON(output),
    ...(toJSON(said) as Pick<ToolResult, keyof typeof said>),
  };
  return carryNative(result, carriedNative(value));
}
