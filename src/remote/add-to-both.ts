import { refuseOthers } from '../tool/refuse-others.js';
import { toolName } from '../tool/tool-name.js';
import { toIterable } from '../tool/tools.js';
import type { Bridge, ClientTool } from '../types.js';

/**
 * Adds client tools to the bridge whose tools a server is offered and to the one that agents here call: all to both, or none
 * to either.
 */
export function addToBoth(served: Bridge, bridge: Bridge, tools: readonly ClientTool[]): void {
  refuseOthers('tools must be an array of client tools', tools);
  served.tools.add(...toIterable(tools));
  try {
    bridge.tools.add(...tools);
  } catch (error) {
    for (const tool of tools) served.tools.remove(toolName(tool));
    throw error;
  }
}
