import { toolName } from '../tool/tool-name.js';
import { isSameJSON } from './is-same-json.js';
import type { ListedTool } from './list-page.js';
import type { KnownTools } from './update-tools.js';

/** A tool that its server lists differently than before. Untrusted: nothing of what was listed is checked. */
export interface MCPToolChange {
  /** The visible name. */
  readonly name: string;
  /** As listed before; absent for a tool that is new. */
  readonly before?: ListedTool | undefined;
  /** As listed now; absent for a tool that is no longer listed, or is refused now. */
  readonly after?: ListedTool | undefined;
}

/** Returns the tools that are listed differently, of those that are offered before or after. */
export function changesOf(before: KnownTools, after: KnownTools): MCPToolChange[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [from, to] = [before.get(name), after.get(name)];
    const tool = to?.tool ?? from?.tool;
    const change = { before: from?.tool && from.listed, after: to?.tool && to.listed };
    return tool === undefined || isSameJSON(change.before, change.after) ? [] : [{ name: toolName(tool), ...change }];
  });
}
