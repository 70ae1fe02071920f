import { toObjectSchema } from '../../schema/object-schema.js';
import { toolName } from '../../tool/tool-name.js';
import type { ToolDefinition } from '../../types.js';
import type { ExternalTool } from './frames.js';

/** The longest that the App Server waits for a result (0.34.12 takes no definition with more). */
const serverWaitMs = 300_000;

/**
 * The longest that a call may take here, approval included: answered after the server gave up, a result is lost, and the model
 * is told that the outcome is unknown.
 */
export const longestCallMs: number = serverWaitMs - 5_000;

/**
 * Tools as the App Server takes them. It waits as long as it can, because a tool's own time-out is kept here and begins only
 * after approval; and it waits for the result itself, which it would replace by a note after 10 s.
 */
export function toExternalTools(tools: Iterable<ToolDefinition>): ExternalTool[] {
  return [...tools].map((tool) => ({
    name: toolName(tool),
    description: tool.description,
    parameters: toObjectSchema(tool.inputSchema),
    timeout_ms: serverWaitMs,
    auto_background: false,
  }));
}
