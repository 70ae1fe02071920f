import { readDefinition } from '../tool/check-definition.js';
import { fullName, toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool, DefinitionIssue, RefusedTool, Tools } from '../types.js';
import type { Intake } from './intake.js';

/** Adds a server's tools beside the local ones. One that may not be offered, or that collides, is left out alone. */
export async function addRemoteTools(
  bridge: Pick<Bridge, 'tools'>,
  remote: readonly ClientTool[],
): Promise<RefusedTool[]> {
  const { tools, refused } = await takeIn(remote, bridge.tools);
  return [...refused, ...addBeside(bridge, tools)];
}

/** What may be offered of a server's tools. The gate is loaded by the first server. */
export async function takeIn(remote: readonly ClientTool[], { limits }: Tools): Promise<Intake> {
  return (await import('./intake.js')).intake(remote, limits);
}

/** Adds tools of which each may be left out alone, for its definition or for its name. */
export function addBeside({ tools }: Pick<Bridge, 'tools'>, added: readonly ClientTool[]): RefusedTool[] {
  return added.flatMap((tool) => {
    const issues = [...readDefinition(tool, tools.limits).refused, ...collision(tools, tool)];
    if (issues.length > 0) return [{ name: toolName(tool), issues }];
    tools.add(tool);
    return [];
  });
}

function collision(tools: Tools, tool: ClientTool): DefinitionIssue[] {
  const taken = tools.get(toolName(tool));
  return taken === undefined ? [] : [{ path: 'name', message: `is the name of ${fullName(taken)}` }];
}
