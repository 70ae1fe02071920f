import type { MessageCreateParams } from '@letta-ai/letta-client/resources/agents/messages';
import { toObjectSchema } from '../schema/object-schema.js';
import { toolName } from '../tool/tool-name.js';
import type { ToolDefinition } from '../types.js';

/**
 * Tool definitions as Letta's `client_tools`, for those who keep their own loop: send them with every request, the ones that
 * bring results included.
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
