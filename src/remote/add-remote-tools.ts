import { ToolferryError } from '../errors.js';
import { fullName, toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool, DefinitionIssue, RefusedTool, Tools } from '../types.js';
import { createRemoteNames } from './remote-names.js';
import { reportTools } from './report-tools.js';
import type { ScreenedTools } from './screen-definitions.js';

/**
 * Adds the remote tools of a connection to its bridge, reports them, and returns those that were refused. A tool that fails the
 * screening, or whose full name is taken, does not affect the others. One whose visible name alone is taken is renamed.
 *
 * @param option Where `approve` is passed, for a warning.
 * @param unreadable Tools that the server lists and that could not be read.
 */
export async function addRemoteTools(
  bridge: Bridge,
  remote: readonly ClientTool[],
  option: string,
  unreadable: readonly RefusedTool[] = [],
): Promise<RefusedTool[]> {
  const { tools, refused } = await screenTools(remote, bridge.tools);
  const named = createRemoteNames()(tools, bridge.tools);
  const leftOut = [...unreadable, ...refused, ...addEach(bridge, named)];
  const added = named.filter((tool) => bridge.tools.get(toolName(tool)) === tool);
  reportTools(bridge, { remote: added, refused: leftOut }, option);
  return leftOut;
}

/** Screens untrusted definitions. The code for it is loaded with the first server. */
export async function screenTools(remote: readonly ClientTool[], { limits }: Tools): Promise<ScreenedTools> {
  return (await import('./screen-definitions.js')).screenDefinitions(remote, limits);
}

/** Adds tools one by one, and returns those that were refused for their definition or their name. */
export function addEach({ tools }: Pick<Bridge, 'tools'>, added: readonly ClientTool[]): RefusedTool[] {
  return added.flatMap((tool) => {
    const issues = addOne(tools, tool);
    return issues.length > 0 ? [{ name: toolName(tool), issues }] : [];
  });
}

function addOne(tools: Tools, tool: ClientTool): readonly DefinitionIssue[] {
  const holder = tools.get(toolName(tool));
  if (holder) return [{ path: 'name', message: `is already the name of ${fullName(holder)}` }];
  try {
    tools.add(tool);
    return [];
  } catch (error) {
    if (!ToolferryError.isInstance(error)) throw error;
    return (error.data as readonly RefusedTool[]).flatMap(({ issues }) => issues);
  }
}
