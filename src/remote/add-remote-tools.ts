import { ToolferryError } from '../errors.js';
import { fullName, toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool, DefinitionIssue, RefusedTool, Tools } from '../types.js';
import type { ScreenedTools } from './screen-definitions.js';

/** Adds a server's tools beside the local ones. One that may not be offered, or that collides, is left out alone. */
export async function addRemoteTools(
  bridge: Pick<Bridge, 'tools'>,
  remote: readonly ClientTool[],
): Promise<RefusedTool[]> {
  const { tools, refused } = await screenTools(remote, bridge.tools);
  return [...refused, ...addEach(bridge, tools)];
}

/** What may be offered of a server's tools. The gate is loaded by the first server. */
export async function screenTools(remote: readonly ClientTool[], { limits }: Tools): Promise<ScreenedTools> {
  return (await import('./screen-definitions.js')).screenDefinitions(remote, limits);
}

/** Adds tools of which each may be left out alone, for its definition or for its name. */
export function addEach({ tools }: Pick<Bridge, 'tools'>, added: readonly ClientTool[]): RefusedTool[] {
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
