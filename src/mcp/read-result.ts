import { ToolferryError } from '../errors.js';
import { canonical } from '../result/canonical.js';
import { toJSON } from '../result/to-json.js';
import { toText } from '../result/to-text.js';
import { type RichResult, toolResult } from '../result/tool-result.js';
import { describeIssues } from '../schema/issues.js';
import { interpretedCheck } from '../schema/validate.js';
import { toolName } from '../tool/tool-name.js';
import type { ContentPart, ToolDefinition } from '../types.js';
import { getProperty } from '../unknown.js';
import { readContentBlock } from './read-content-block.js';

/**
 * Converts a server's response to a tool result. The output is the structured content, or else the text. Anything else that a
 * model can read becomes the content. `isError` becomes a failure with the server's message.
 */
export async function readResult(tool: ToolDefinition, response: unknown): Promise<unknown> {
  const content = readContent(response);
  const structured = readStructured(tool, response);
  if (getProperty(response, 'isError') === true) return failure(content, structured);
  if (content === undefined && structured === undefined)
    throw invalidOutput(tool, 'has neither content nor structured content');
  await checkStructured(tool, structured);
  return success(content ?? [], structured);
}

function readContent(response: unknown): ContentPart[] | undefined {
  const content = getProperty(response, 'content');
  return Array.isArray(content) ? content.map(readContentBlock) : undefined;
}

/** Some servers send null instead of omitting structured content. */
function readStructured({ outputSchema }: ToolDefinition, response: unknown): unknown {
  const structured = getProperty(response, 'structuredContent');
  return outputSchema === undefined ? (structured ?? undefined) : structured;
}

function failure(content: readonly ContentPart[] = [], data: unknown): RichResult {
  const message = toText({ content }) || 'The MCP server gave no reason for the failure.';
  return toolResult({ error: { message, data } });
}

async function checkStructured(tool: ToolDefinition, structured: unknown): Promise<void> {
  if (tool.outputSchema === undefined) return;
  if (structured === undefined)
    throw invalidOutput(tool, 'has no structured content, which its output schema requires');
  const { issues } = await interpretedCheck(tool.outputSchema)(structured);
  if (issues) throw invalidOutput(tool, `does not match its output schema: ${describeIssues(issues)}`);
}

function success(content: readonly ContentPart[], structured: unknown): unknown {
  const text = toText({ content });
  const output = structured === undefined ? (content.length > 0 ? text : null) : structured;
  const isRedundant = content.every(({ type }) => type === 'text') && (output === text || isJSONOf(text, output));
  return content.length === 0 || isRedundant ? output : toolResult({ output, content });
}

/** Whether text is only the JSON of the structured content, which MCP recommends to add for older clients. */
function isJSONOf(text: string, structured: unknown): boolean {
  try {
    return canonical(JSON.parse(text)) === canonical(toJSON(structured));
  } catch {
    return false;
  }
}

function invalidOutput(tool: ToolDefinition, problem: string): ToolferryError {
  return new ToolferryError('invalid_output', `The result of "${toolName(tool)}" ${problem}.`);
}
