import { reasonToAsk } from '../bridge/approval.js';
import { checkCall } from '../bridge/check-call.js';
import { toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool } from '../types.js';
import type { CallOptions } from './call-options.js';

/** Decided by the rules that decide when the call runs. What they refuse is not asked about: the bridge says why. */
export async function mustAsk(
  bridge: Bridge,
  tool: ClientTool,
  input: unknown,
  options: CallOptions,
): Promise<boolean> {
  const name = toolName(tool);
  if (bridge.tools.get(name) !== tool) return false;
  const checked = await checkCall(bridge.policy, tool, { id: options.toolCallId, name, input });
  const caller = { kind: 'ai-sdk', options };
  return !('refused' in checked) && (await reasonToAsk(tool, checked, { caller })) !== undefined;
}
