import { addEach, screenTools } from '../remote/add-remote-tools.js';
import type { RemoteNames } from '../remote/remote-names.js';
import { toJSON } from '../result/to-json.js';
import { canonical } from '../schema/canonical.js';
import { toDefinition } from '../tool/definition.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, RefusedTool, Tools } from '../types.js';
import { refreshListed } from './to-client-tool.js';

/**
 * Replaces a server's previous tools with the listed ones, and returns the refused ones. An unchanged tool remains the same
 * object, so that framework tools made from it keep working.
 */
export async function updateTools(
  { tools, names }: { readonly tools: Tools; readonly names: RemoteNames },
  currentTools: () => readonly ClientTool[],
  listed: readonly ClientTool[],
): Promise<RefusedTool[]> {
  const screened = await screenTools(listed, tools);
  const known = new Map(currentTools().map((tool) => [toolName(tool), tool]));
  const added: ClientTool[] = [];
  for (const tool of names(screened.tools, tools)) {
    const before = known.get(toolName(tool));
    if (before !== undefined && definitionText(before) === definitionText(tool)) {
      refreshListed(before, tool);
      // Of two listed tools with one name, only the first can be the known one. The second is refused.
      known.delete(toolName(tool));
    } else added.push(tool);
  }
  for (const name of known.keys()) tools.remove(name);
  return [...screened.refused, ...addEach({ tools }, added)];
}

function definitionText(tool: ClientTool): string {
  return canonical(toJSON(toDefinition(tool)));
}
