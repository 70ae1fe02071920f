import { isContentPart } from '../result/content-part.js';
import { failure } from '../result/failure.js';
import { shapeResult } from '../result/shape-result.js';
import { toText } from '../result/to-text.js';
import { type ToolResultParts, toolResult } from '../result/tool-result.js';
import { isObject } from '../schema/walk.js';
import type { ContentPart, ToolCall, ToolResult } from '../types.js';

type Answer = { readonly [member: string]: unknown };

/**
 * What another process answered, as the result of the call: `{ error: "…" }`, as langgraph-sdk answers for a tool that
 * threw; `{ content, isError, artifact? }` with text or content parts; a whole `ToolResult` of this call, as a bridge over
 * there makes it. Anything else is the output itself.
 */
export function readAnswer(call: ToolCall, answer: unknown): ToolResult {
  try {
    return shapeResult(call, isObject(answer) ? (readFailed(answer) ?? readRich(call, answer) ?? answer) : answer);
  } catch {
    return failure(call, 'invalid_output', `The answer for "${call.name}" is no JSON.`);
  }
}

function readFailed({ error, ...others }: Answer): ToolResultParts | undefined {
  const isFailed = typeof error === 'string' && Object.keys(others).length === 0;
  return isFailed ? toolResult({ error: { message: error } }) : undefined;
}

function readRich(call: ToolCall, answer: Answer): ToolResultParts | undefined {
  if (typeof answer.isError === 'boolean' && 'content' in answer) return readContent(call, answer);
  if (answer.callId === call.id && answer.toolName === call.name && 'output' in answer) return readResult(answer);
  return undefined;
}

function readContent(call: ToolCall, { content, isError, artifact }: Answer): ToolResultParts {
  const parts = toParts(content) ?? [{ type: 'text', text: toText(shapeResult(call, content)) }];
  const text = toText({ callId: call.id, toolName: call.name, output: null, content: parts });
  if (isError) return toolResult({ error: { message: text, data: artifact } });
  return toolResult({ output: artifact ?? text, content: parts });
}

function readResult({ output, content, error, stdout, stderr }: Answer): ToolResultParts {
  return toolResult({
    output,
    content: toParts(content),
    stdout: toLines(stdout),
    stderr: toLines(stderr),
    ...(isObject(error) && { error: { ...error, code: String(error.code), message: String(error.message) } }),
  });
}

function toParts(content: unknown): readonly ContentPart[] | undefined {
  return Array.isArray(content) && content.every(isContentPart) ? content : undefined;
}

function toLines(lines: unknown): readonly string[] | undefined {
  return Array.isArray(lines) ? lines.map(String) : undefined;
}
