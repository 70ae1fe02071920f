import { ToolferryError } from '../errors.js';
import { originalName } from '../tool/marks.js';
import { distinctName, fullName, toolName } from '../tool/tool-name.js';
import type { ClientTool, Tools } from '../types.js';

/** Renames tools that are to be added to a registry, where their visible names belong to other tools. */
export type RemoteNames = (tools: readonly ClientTool[], registry: Pick<Tools, 'get'>) => ClientTool[];

/** A server that keeps inventing names must not fill the memory. */
const maxNames = 100_000;

/** Throws a ToolferryError `invalid_response` if a connection has more names than are remembered. */
export function limitNames(count: number): void {
  if (count <= maxNames) return;
  throw new ToolferryError(
    'invalid_response',
    `The server has listed more than ${maxNames} different names of tools, so its list was not used. Connect again.`,
  );
}

/**
 * Creates the names of one connection, which do not change for its life, also if a tool is removed and returns.
 *
 * A tool is renamed `<name>_<hash>` if its visible name is that of a registered tool with another full name. Of new tools that
 * share a visible name, those in whose names a character was replaced are renamed. Two tools with one full name are the same.
 */
export function createRemoteNames(): RemoteNames {
  const names = new Map<string, string>();
  const owners = new Map<string, string>();
  const addName = (tool: ClientTool, isTaken: boolean): void => {
    const id = identify(tool);
    const name = isTaken ? distinctName(tool) : tool.name;
    names.set(id, name);
    owners.set(toolName({ ...tool, name }), id);
  };
  const isOwned = (tool: ClientTool, registry: Pick<Tools, 'get'>): boolean => {
    const holder = registry.get(toolName(tool));
    const owner = owners.get(toolName(tool)) ?? (holder && identify(holder));
    return owner !== undefined && owner !== identify(tool);
  };
  return (tools, registry) => {
    const distinct = new Map(tools.map((tool) => [identify(tool), tool]));
    const added = [...distinct].flatMap(([id, tool]) => (names.has(id) ? [] : [tool]));
    limitNames(names.size + added.length);
    const shared = repeated(added.map(toolName));
    for (const tool of added) if (!isCleaned(tool)) addName(tool, isOwned(tool, registry));
    for (const tool of added) if (isCleaned(tool)) addName(tool, shared.has(toolName(tool)) || isOwned(tool, registry));
    return tools.map((tool) => rename(tool, names.get(identify(tool)) ?? tool.name));
  };
}

/** Returns a key that only tools with the same name and namespace share: neither can contain a line break. */
function identify(tool: ClientTool): string {
  return fullName({ name: originalName.of(tool) ?? tool.name, namespace: tool.namespace }, '\n');
}

/** Whether a tool's visible name differs from its full name. */
function isCleaned(tool: ClientTool): boolean {
  return toolName(tool) !== fullName(tool, '_');
}

function rename(tool: ClientTool, name: string): ClientTool {
  return name === tool.name ? tool : originalName.set({ ...tool, name }, tool.name);
}

function repeated(values: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(values.filter((value) => seen.size === seen.add(value).size));
}
