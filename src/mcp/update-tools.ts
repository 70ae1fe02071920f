import { addEach, screenTools } from '../remote/add-remote-tools.js';
import type { RemoteNames } from '../remote/remote-names.js';
import type { ScreenedTools } from '../remote/screen-definitions.js';
import { toJSON } from '../result/to-json.js';
import { canonical } from '../schema/canonical.js';
import { toDefinition } from '../tool/definition.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, RefusedTool, ToolMetadata, Tools } from '../types.js';
import { isSameJSON } from './is-same-json.js';
import type { ListedTool } from './list-page.js';
import { isSameSource, refreshListed } from './to-client-tool.js';

/** A listed tool with its metadata. */
export interface Listed {
  readonly listed: ListedTool;
  readonly metadata: ToolMetadata | undefined;
}

/** A listed tool and what became of it: a tool, or the reason why it was refused. */
interface KnownTool extends Listed {
  readonly tool?: ClientTool | undefined;
  /** The visible name of the tool. */
  readonly name?: string | undefined;
  readonly refused?: RefusedTool | undefined;
}

/** The tools of the last list, by the server's names. Of several with one name, the first. */
export type KnownTools = ReadonlyMap<unknown, KnownTool>;

/** Where the tools of one server are registered. */
export interface Place {
  readonly tools: Tools;
  readonly names: RemoteNames;
  /** Makes a tool that was not screened yet. */
  make(listed: Listed): ClientTool;
  /** The tools of this server that are registered now. */
  currentTools(): readonly ClientTool[];
}

/**
 * Replaces a server's previous tools with the listed ones, and returns what became of each, and the refused ones. A tool that is
 * listed as before is not screened again. One whose definition is unchanged remains the same object, so that framework tools
 * made from it keep working.
 */
export async function updateTools(
  place: Place,
  before: KnownTools,
  list: readonly Listed[],
): Promise<{ readonly known: KnownTools; readonly refused: readonly RefusedTool[] }> {
  const reused = list.map((listed) => reuse(before.get(listed.listed.name), listed));
  if (list.length === before.size && reused.every((known) => known !== undefined && isRegistered(place, known)))
    return { known: before, refused: reused.flatMap((known) => known?.refused ?? []) };
  const outcomes = await screenChanged(place, reused, list);
  const named = place.names(
    outcomes.flatMap(({ tool }) => tool ?? []),
    place.tools,
  );
  const { kept, refused } = replaceTools(place, named);
  const registered = kept.values();
  const known = outcomes.map((outcome) => (outcome.tool ? withTool(outcome, registered.next().value) : outcome));
  return {
    known: firstByName(known),
    refused: [...outcomes.flatMap((outcome) => outcome.refused ?? []), ...refused],
  };
}

function firstByName(known: readonly KnownTool[]): KnownTools {
  const first = new Map<unknown, KnownTool>();
  for (const tool of known) if (!first.has(tool.listed.name)) first.set(tool.listed.name, tool);
  return first;
}

function withTool(outcome: KnownTool, tool: ClientTool | undefined): KnownTool {
  return { ...outcome, tool, name: tool && toolName(tool) };
}

function isRegistered({ tools }: Place, { tool, name }: KnownTool): boolean {
  return name === undefined || tools.get(name) === tool;
}

async function screenChanged(
  { tools, make }: Place,
  reused: readonly (KnownTool | undefined)[],
  list: readonly Listed[],
): Promise<readonly KnownTool[]> {
  const made = list.flatMap((listed, index) => (reused[index] ? [] : [{ listed, tool: make(listed) }]));
  const screened = await screenTools(
    made.map(({ tool }) => tool),
    tools,
  );
  const fresh = outcomesOf(made, screened).values();
  return reused.map((known) => known ?? (fresh.next().value as KnownTool));
}

function reuse(known: KnownTool | undefined, { listed, metadata }: Listed): KnownTool | undefined {
  return known && isSameJSON(known.listed, listed) && isSameJSON(known.metadata, metadata) ? known : undefined;
}

/** Assigns the results of the screening, which are in the order of the list, to the listed tools. */
function outcomesOf(
  made: readonly { readonly listed: Listed; readonly tool: ClientTool }[],
  screened: ScreenedTools,
): KnownTool[] {
  const accepted = screened.tools.values();
  const refused = screened.refused.values();
  let next = accepted.next().value;
  return made.map(({ listed, tool }) => {
    if (next === undefined || !isSameSource(next, tool)) return { ...listed, refused: refused.next().value };
    const outcome = { ...listed, tool: next };
    next = accepted.next().value;
    return outcome;
  });
}

/** Registers the tools in place of the current ones. Returns, for each, the object that is registered if its name was free. */
function replaceTools(
  { tools, currentTools }: Place,
  named: readonly ClientTool[],
): { readonly kept: readonly ClientTool[]; readonly refused: readonly RefusedTool[] } {
  const current = new Map(currentTools().map((tool) => [toolName(tool), tool]));
  const added: ClientTool[] = [];
  const kept = named.map((tool) => {
    const registered = current.get(toolName(tool));
    if (registered === undefined || !isUnchanged(registered, tool)) {
      added.push(tool);
      return tool;
    }
    refreshListed(registered, tool);
    // Of two listed tools with one name, only the first can be the registered one. The second is refused.
    current.delete(toolName(tool));
    return registered;
  });
  for (const name of current.keys()) tools.remove(name);
  return { kept, refused: addEach({ tools }, added) };
}

function isUnchanged(registered: ClientTool, tool: ClientTool): boolean {
  return isSameSource(registered, tool) || definitionText(registered) === definitionText(tool);
}

function definitionText(tool: ClientTool): string {
  return canonical(toJSON(toDefinition(tool)));
}
