import { createBridge } from '../bridge/create-bridge.js';
import { refuseOthers } from '../tool/refuse-others.js';
import type { Bridge, BridgeOptions } from '../types.js';

/** Creates the bridge whose tools a server is offered, and the one that agents here call: two bridges under the same rules. */
export function createBoth({ tools, approve, policy, timeoutMs, limits, onEvent, onError, journal }: BridgeOptions): {
  readonly served: Bridge;
  readonly bridge: Bridge;
} {
  refuseOthers('tools must be an array of client tools', tools);
  const rules = { approve, policy, timeoutMs, limits, onEvent, onError, journal };
  // The warnings of a tool that is in both are emitted by the other one.
  const served = createBridge({
    ...rules,
    tools,
    onEvent: onEvent && ((event) => (event.type === 'tool-warnings' ? undefined : onEvent(event))),
  });
  return { served, bridge: createBridge({ ...rules, tools: served.tools }) };
}
