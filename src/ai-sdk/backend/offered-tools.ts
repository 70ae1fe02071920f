import type { ToolSet } from 'ai';
import { shownSchema } from '../../tool/shown-schema.js';
import { toolName } from '../../tool/tool-name.js';
import type { ToolDefinition } from '../../types.js';
import { toSDKSchema } from '../to/sdk-schema.js';

/**
 * Returns tools without `execute` for the definitions that a run offers. Their inputs are checked where they run: a definition may
 * come over a wire, and nothing of it is compiled here.
 */
export function toOfferedTools(definitions: readonly ToolDefinition[]): ToolSet {
  return Object.fromEntries(definitions.map((definition) => [toolName(definition), toOfferedTool(definition)]));
}

/** Omits an empty description, which some providers refuse. */
function toOfferedTool(definition: ToolDefinition): ToolSet[string] {
  const { description } = definition;
  const inputSchema = toSDKSchema(shownSchema(definition, 'ai-sdk'));
  return { ...(description !== '' && { description }), inputSchema } as unknown as ToolSet[string];
}
