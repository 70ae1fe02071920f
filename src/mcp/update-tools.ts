import { addRemoteTools } from '../bridge/add-remote-tools.js';
import { canonical } from '../result/canonical.js';
import { toJSON } from '../result/to-json.js';
import { checkSchema } from '../schema/check-schema.js';
import { isObject } from '../schema/walk.js';
import { checkDefinition } from '../tool/check-definition.js';
import { toDefinition } from '../tool/to-definition.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, DefinitionIssue, RefusedTool, Tools } from '../types.js';

/**
 * Puts a server's tools in the place of those that it had before. What did not change stays the very same tool, so that
 * framework tools made from it go on working. Returns what is refused.
 */
export function updateTools(tools: Tools, before: readonly ClientTool[], listed: readonly ClientTool[]): RefusedTool[] {
  const checked = listed.map((tool) => ({ tool, name: toolName(tool), issues: issuesOf(tool) }));
  const usable = checked.filter(({ issues }) => issues.length === 0).map(({ tool }) => keptOr(tool, before));
  for (const tool of before) if (!usable.includes(tool)) tools.remove(toolName(tool));
  const added = usable.filter((tool) => !before.includes(tool));
  return [...checked.filter(({ issues }) => issues.length > 0), ...addRemoteTools({ tools }, added)].map(
    ({ name, issues }) => ({ name, issues }),
  );
}

function keptOr(tool: ClientTool, before: readonly ClientTool[]): ClientTool {
  const same = before.find((other) => toolName(other) === toolName(tool) && textOf(other) === textOf(tool));
  return same ?? tool;
}

function textOf(tool: ClientTool): string {
  return canonical(toJSON(toDefinition(tool)));
}

function issuesOf(tool: ClientTool): readonly DefinitionIssue[] {
  return [...checkDefinition(tool).refused, ...checkOutputSchema(tool.outputSchema)];
}

/** What a tool returns need not be an object. */
function checkOutputSchema(schema: unknown): readonly DefinitionIssue[] {
  if (schema === undefined) return [];
  if (!isObject(schema)) return [{ path: 'outputSchema', message: 'must be a JSON Schema object' }];
  return checkSchema(schema)
    .refused.filter(({ path }) => path !== '/type')
    .map(({ path, message }) => ({ path: `outputSchema${path}`, message }));
}
