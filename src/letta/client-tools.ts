import type { MessageCreateParams } from '@letta-ai/letta-client/resources/agents/messages';
import { toObjectSchema } from '../schema/object-schema.js';
import { toolName } from '../tool/tool-name.js';
import type { ToolDefinition } from '../types.js';

/**
 * Converts tool definitions to Letta's `client_tools`, for a loop that you write yourself. Send them with every request,
 * including those that carry results.
 *
 * @example
 * ```ts
 * import { defineTool } from 'toolferry';
 * import { toLettaClientTools } from 'toolferry/letta';
 *
 * const now = defineTool({ name: 'now', description: 'The time', inputSchema: { type: 'object' }, handler: () => new Date() });
 * export const client_tools = toLettaClientTools([now]);
 * ```
 */
export function toLettaClientTools(tools: Iterable<ToolDefinition>): MessageCreateParams.ClientTool[] {
  return [...tools].map((tool) => ({
    name: toolName(tool),
    description: tool.description,
    parameters: toObjectSchema(tool.inputSchema),
  }));
}
