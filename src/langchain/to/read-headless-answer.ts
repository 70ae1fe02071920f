import { isContentPart } from '../../result/content-part.js';
import { failure } from '../../result/failure.js';
import { toText } from '../../result/to-text.js';
import { shapeResult, type ToolResultParts, toolResult } from '../../result/tool-result.js';
import type { ContentPart, ToolCall, ToolResult } from '../../types.js';
import { isObject } from '../../unknown.js';

type Members = { readonly [member: string]: unknown };

/**
 * Reads the answer of another process as the result of the call: `{ error: "…" }`, which langgraph-sdk sends for a tool
 * that threw; `{ content, isError, artifact? }` with text or content parts; a `ToolResult` of this call, from a bridge
 * in that process. Anything else is the output itself.
 */
export function readHeadlessAnswer(call: ToolCall, answer: unknown): ToolResult {
  try {
    return shapeResult(call, isObject(answer) ? (readFailed(answer) ?? readRich(call, answer) ?? answer) : answer);
  } catch {
    return failure(call, 'invalid_output', `The answer for "${call.name}" is not JSON.`);
  }
}

function readFailed({ error, ...others }: Members): ToolResultParts | undefined {
  const isFailed = typeof error === 'string' && Object.keys(others).length === 0;
  return isFailed ? toolResult({ error: { message: error } }) : undefined;
}

function readRich(call: ToolCall, answer: Members): ToolResultParts | undefined {
  if (typeof answer.isError === 'boolean' && 'content' in answer) return readContent(call, answer);
  if (answer.toolCallId === call.id && answer.toolName === call.name && 'output' in answer) return readResult(answer);
  return undefined;
}

function readContent(call: ToolCall, { content, isError, artifact }: Members): ToolResultParts {
  const parts = readParts(content) ?? [{ type: 'text', text: toText(shapeResult(call, content)) }];
  const text = toText({ content: parts });
  if (isError) return toolResult({ error: { message: text, data: artifact } });
  return toolResult({ output: artifact ?? text, content: parts });
}

function readResult({ output, content, error, stdout, stderr }: Members): ToolResultParts {
  return toolResult({
    output,
    content: readParts(content),
    stdout: readLines(stdout),
    stderr: readLines(stderr),
    ...(isObject(error) && { error: { ...error, code: String(error.code), message: String(error.message) } }),
  });
}

function readParts(content: unknown): readonly ContentPart[] | undefined {
  return Array.isArray(content) && content.every(isContentPart) ? content : undefined;
}

function readLines(lines: unknown): readonly string[] | undefined {
  return Array.isArray(lines) ? lines.map(String) : undefined;
}
