import { ToolferryError } from '../errors.js';
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
    const issues = addOne(tools, tool);
    return issues.length > 0 ? [{ name: toolName(tool), issues }] : [];
  });
}

function addOne(tools: Tools, tool: ClientTool): readonly DefinitionIssue[] {
  const taken = tools.get(toolName(tool));
  if (taken) return [{ path: 'name', message: `is the name of ${fullName(taken)}` }];
  try {
    tools.add(tool);
    return [];
  } catch (error) {
    if (!ToolferryError.isInstance(error)) throw error;
    return (error.data as readonly RefusedTool[]).flatMap(({ issues }) => issues);
  }
}
