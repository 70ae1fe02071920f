import { checkDefinition } from '../tool/check-definition.js';
import { fullName, toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool, DefinitionIssue, RefusedTool, Tools } from '../types.js';

/** Adds a server's tools beside the local ones. One that cannot work, or that collides, is left out alone. */
export function addRemoteTools({ tools }: Pick<Bridge, 'tools'>, remote: readonly ClientTool[]): RefusedTool[] {
  return remote.flatMap((tool) => {
    const issues = [...checkDefinition(tool).refused, ...collision(tools, tool)];
    if (issues.length > 0) return [{ name: toolName(tool), issues }];
    tools.add(tool);
    return [];
  });
}

function collision(tools: Tools, tool: ClientTool): DefinitionIssue[] {
  const taken = tools.get(toolName(tool));
  return taken === undefined ? [] : [{ path: 'name', message: `is the name of ${fullName(taken)}` }];
}
