import { addEach, screenTools } from '../remote/add-remote-tools.js';
import { canonical } from '../result/canonical.js';
import { toJSON } from '../result/to-json.js';
import { toDefinition } from '../tool/definition.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, RefusedTool, Tools } from '../types.js';

/**
 * Puts a server's tools in the place of those that it had before. What did not change stays the very same tool, so that
 * framework tools made from it go on working. Returns what is refused.
 */
export async function updateTools(
  tools: Tools,
  ownTools: () => readonly ClientTool[],
  listed: readonly ClientTool[],
): Promise<RefusedTool[]> {
  const taken = await screenTools(listed, tools);
  const before = ownTools();
  const usable = taken.tools.map((tool) => keptOr(tool, before));
  for (const tool of before) if (!usable.includes(tool)) tools.remove(toolName(tool));
  const added = usable.filter((tool) => !before.includes(tool));
  return [...taken.refused, ...addEach({ tools }, added)];
}

function keptOr(tool: ClientTool, before: readonly ClientTool[]): ClientTool {
  const same = before.find((other) => toolName(other) === toolName(tool) && textOf(other) === textOf(tool));
  return same ?? tool;
}

function textOf(tool: ClientTool): string {
  return canonical(toJSON(toDefinition(tool)));
}
