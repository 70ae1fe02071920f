import { addEach, screenTools } from '../remote/add-remote-tools.js';
import { canonical } from '../result/canonical.js';
import { toJSON } from '../result/to-json.js';
import { toDefinition } from '../tool/definition.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, RefusedTool, Tools } from '../types.js';

/**
 * Replaces a server's previous tools with the listed ones, and returns the refused ones. An unchanged tool remains the same
 * object, so that framework tools made from it keep working.
 */
export async function updateTools(
  tools: Tools,
  currentTools: () => readonly ClientTool[],
  listed: readonly ClientTool[],
): Promise<RefusedTool[]> {
  const screened = await screenTools(listed, tools);
  const before = currentTools();
  const usable = screened.tools.map((tool) => unchanged(tool, before) ?? tool);
  for (const tool of before) if (!usable.includes(tool)) tools.remove(toolName(tool));
  const added = usable.filter((tool) => !before.includes(tool));
  return [...screened.refused, ...addEach({ tools }, added)];
}

function unchanged(tool: ClientTool, before: readonly ClientTool[]): ClientTool | undefined {
  return before.find((other) => toolName(other) === toolName(tool) && definitionText(other) === definitionText(tool));
}

function definitionText(tool: ClientTool): string {
  return canonical(toJSON(toDefinition(tool)));
}
