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
import { toContentPart } from './content-part.js';

/**
 * A server's answer as a tool result: structured content, else the text, is the output; what more there is for a model is
 * its content. `isError` is a failure with the server's own text.
 */
export async function readResult(tool: ToolDefinition, answer: unknown): Promise<unknown> {
  const content = readContent(answer);
  const structured = readStructured(tool, answer);
  if (getProperty(answer, 'isError') === true) return failed(content, structured);
  if (content === undefined && structured === undefined)
    throw invalid(tool, 'has neither content nor structured content');
  await checkStructured(tool, structured);
  return succeeded(content ?? [], structured);
}

function readContent(answer: unknown): ContentPart[] | undefined {
  const content = getProperty(answer, 'content');
  return Array.isArray(content) ? content.map(toContentPart) : undefined;
}

/** Some servers write null where they have none. */
function readStructured({ outputSchema }: ToolDefinition, answer: unknown): unknown {
  const structured = getProperty(answer, 'structuredContent');
  return outputSchema === undefined ? (structured ?? undefined) : structured;
}

function failed(content: readonly ContentPart[] = [], data: unknown): RichResult {
  const message = toText({ content }) || 'The MCP server did not say why it failed.';
  return toolResult({ error: { message, data } });
}

async function checkStructured(tool: ToolDefinition, structured: unknown): Promise<void> {
  if (tool.outputSchema === undefined) return;
  if (structured === undefined) throw invalid(tool, 'has an output schema, but no structured content');
  const { issues } = await interpretedCheck(tool.outputSchema)(structured);
  if (issues) throw invalid(tool, `does not match its output schema: ${describeIssues(issues)}`);
}

function succeeded(content: readonly ContentPart[], structured: unknown): unknown {
  const text = toText({ content });
  const output = structured === undefined ? (content.length > 0 ? text : null) : structured;
  const isSaid = content.every(({ type }) => type === 'text') && (output === text || repeats(text, output));
  return content.length === 0 || isSaid ? output : toolResult({ output, content });
}

/** Whether a text is only the structured content once more, as MCP recommends for older clients. */
function repeats(text: string, structured: unknown): boolean {
  try {
    return canonical(JSON.parse(text)) === canonical(toJSON(structured));
  } catch {
    return false;
  }
}

function invalid(tool: ToolDefinition, what: string): ToolferryError {
  return new ToolferryError('invalid_output', `The result of "${toolName(tool)}" ${what}.`);
}
