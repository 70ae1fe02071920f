import { fullName, toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool, RefusedTool } from '../types.js';

/** Adds a server's tools beside the local ones. One that collides is left out alone. */
export function addRemoteTools(bridge: Bridge, remote: readonly ClientTool[]): RefusedTool[] {
  return remote.flatMap((tool) => {
    const name = toolName(tool);
    const taken = bridge.tools.get(name);
    if (taken === undefined) bridge.tools.add(tool);
    return taken === undefined
      ? []
      : [{ name, issues: [{ path: 'name', message: `is the name of ${fullName(taken)}` }] }];
  });
}
