import { toolName } from '../../tool/tool-name.js';
import type { Approve, Bridge, ClientTool } from '../../types.js';
import type { ToolExecutionOptions } from '../execution-options.js';
import { checkApproved } from './check-approved.js';
import type { AdapterOptions } from './tool-options.js';

/** Approval outside the bridge: by the AI SDK, or by the code that calls the tool. */
export interface FrameworkApproval {
  /** The AI SDK asks about the calls for which this is true. */
  needsApproval(input: unknown, options: ToolExecutionOptions): Promise<boolean>;
  /** Replaces the bridge's `approve`. */
  approve(options: ToolExecutionOptions): Approve;
}

/** Returns how calls of the tool are approved; undefined if the bridge asks. `key` is the tool's key in its set, if known. */
export function frameworkApproval(
  mode: AdapterOptions['approval'],
  bridge: Bridge,
  tool: ClientTool,
  key: string | undefined,
): FrameworkApproval | undefined {
  if (mode === undefined || mode === 'bridge') return undefined;
  return {
    needsApproval: async (input, options) => (await reasonToAsk(bridge, tool, input, options)) !== undefined,
    approve: (options) => (request) =>
      mode === 'caller' || checkApproved(request, { key, messages: options.messages ?? [] }),
  };
}

/**
 * Returns why a call has to be approved, by the rules that apply when it runs. Undefined for a call that they refuse: `execute`
 * reports the reason.
 */
export async function reasonToAsk(
  bridge: Bridge,
  tool: ClientTool,
  input: unknown,
  options: ToolExecutionOptions,
): Promise<string | undefined> {
  const call = { id: options.toolCallId, name: toolName(tool), input };
  const check = await bridge.check(call, { tool, caller: { kind: 'ai-sdk', options } });
  return 'ask' in check ? check.ask : undefined;
}
