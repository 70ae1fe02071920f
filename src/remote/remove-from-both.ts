import { ToolferryError } from '../errors.js';
import { toolName } from '../tool/tool-name.js';
import type { Bridge } from '../types.js';

/**
 * Removes client tools from the bridge whose tools a server is offered and from the one that agents here call. Throws
 * `unknown_tool` and removes nothing if a name is not that of a client tool.
 */
export function removeFromBoth(served: Bridge, bridge: Bridge, names: readonly string[]): void {
  const unknown = names.filter((name) => served.tools.get(name) === undefined);
  if (unknown.length > 0) throw notClientTools(unknown, served);
  for (const name of names) {
    if (bridge.tools.get(name) === served.tools.get(name)) bridge.tools.remove(name);
    served.tools.remove(name);
  }
}

function notClientTools(names: readonly string[], served: Bridge): ToolferryError {
  const message = `No tool was withdrawn: ${quoted(names)} is not the visible name of a client tool of this connection. Its client tools: ${quoted([...served.tools].map(toolName)) || 'none'}.`;
  return new ToolferryError('unknown_tool', message, { data: { names: [...names] } });
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}
