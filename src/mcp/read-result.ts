import { ToolferryError } from '../errors.js';
import { toJSON } from '../result/to-json.js';
import { toText } from '../result/to-text.js';
import { type RichResult, toolResult } from '../result/tool-result.js';
import { describeIssues } from '../schema/issues.js';
import { untrustedCheck } from '../schema/validate.js';
import { toolName } from '../tool/tool-name.js';
import type { ContentPart, JSONValue, ToolDefinition } from '../types.js';
import { getProperty } from '../unknown.js';
import { readContentBlock } from './read-content-block.js';
import { type ReadBlock, showBoth } from './show-both.js';

/**
 * Converts a server's response to a tool result. The output is the structured content, or else the text. Models are shown the
 * content and the structured content. `isError` becomes a failure with the server's reason.
 */
export async function readResult(tool: ToolDefinition, response: unknown): Promise<unknown> {
  const blocks = readBlocks(response);
  const structured = readStructured(tool, response);
  if (getProperty(response, 'isError') === true) return failure(blocks, structured);
  if (blocks === undefined && structured === undefined)
    throw invalidOutput(tool, 'has neither content nor structured content');
  await checkStructured(tool, structured);
  return structured === undefined ? withoutStructured(blocks ?? []) : withStructured(blocks ?? [], structured);
}

/** Content comes over a wire, where nothing is shared, so that only its levels are limited here. */
const wire = { maxNodes: Number.POSITIVE_INFINITY };

function readBlocks(response: unknown): readonly ReadBlock[] | undefined {
  const content = toJSON(getProperty(response, 'content'), wire);
  return Array.isArray(content) ? content.map((block) => ({ block, parts: readContentBlock(block) })) : undefined;
}

/** Some servers send null instead of omitting structured content. */
function readStructured({ outputSchema }: ToolDefinition, response: unknown): JSONValue | undefined {
  const structured = getProperty(response, 'structuredContent');
  const isAbsent = structured === undefined || (structured === null && outputSchema === undefined);
  return isAbsent ? undefined : toJSON(structured, wire);
}

/** The reason of a failure can be in the content, in the structured content, or partly in each. */
function failure(blocks: readonly ReadBlock[] = [], data: JSONValue | undefined): RichResult {
  const reason = isReason(data) ? { content: showBoth(blocks, data), output: data } : { content: contentOf(blocks) };
  const text = toText(reason);
  return toolResult({
    error: { message: text.trim() ? text : 'The MCP server gave no reason for the failure.', data },
  });
}

function isReason(data: JSONValue | undefined): data is JSONValue {
  return typeof data === 'object' && data !== null ? Object.keys(data).length > 0 : (data ?? '') !== '';
}

function contentOf(blocks: readonly ReadBlock[]): readonly ContentPart[] {
  return blocks.flatMap(({ parts }) => parts);
}

async function checkStructured(tool: ToolDefinition, structured: unknown): Promise<void> {
  if (tool.outputSchema === undefined) return;
  if (structured === undefined)
    throw invalidOutput(tool, 'has no structured content, which its output schema requires');
  const { issues } = await untrustedCheck(tool.outputSchema)(structured);
  if (issues) throw invalidOutput(tool, `does not match its output schema: ${describeIssues(issues)}`);
}

function withoutStructured(blocks: readonly ReadBlock[]): unknown {
  const content = contentOf(blocks);
  const output = content.length > 0 ? toText({ content }) : null;
  return content.every(({ type }) => type === 'text') ? output : toolResult({ output, content });
}

function withStructured(blocks: readonly ReadBlock[], output: JSONValue): unknown {
  const content = showBoth(blocks, output);
  return content === undefined ? output : toolResult({ output, content });
}

function invalidOutput(tool: ToolDefinition, problem: string): ToolferryError {
  return new ToolferryError('invalid_output', `The result of "${toolName(tool)}" ${problem}.`);
}
