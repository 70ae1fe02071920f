import { toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool } from '../types.js';

/** Adds local tools to what a server is offered and to what agents here may call: all to both, or none to either. */
export function addToBoth(served: Bridge, bridge: Bridge, tools: readonly ClientTool[]): void {
  served.tools.add(...tools);
  try {
    bridge.tools.add(...tools);
  } catch (error) {
    for (const tool of tools) served.tools.remove(toolName(tool));
    throw error;
  }
}
