import { toObjectSchema } from '../../schema/object-schema.js';
import { toolName } from '../../tool/tool-name.js';
import type { ToolDefinition } from '../../types.js';
import type { ExternalTool } from './frames.js';

/** The longest that the App Server waits for a result (0.34.12 refuses a definition with more). */
const serverWaitMs = 300_000;

/**
 * The longest that a call may take here, approval included. A later result is lost: the server then reports to the model that
 * the outcome is unknown.
 */
export const longestCallMs: number = serverWaitMs - 5_000;

/**
 * Converts tools to the App Server's definitions. The server waits as long as it can, because this process applies a tool's
 * time-out, which starts after approval. `auto_background: false` makes it wait for the result; it would send the model a
 * note instead after 10 s.
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
