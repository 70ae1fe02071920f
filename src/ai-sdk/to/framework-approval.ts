import { canonical } from '../../schema/canonical.js';
import { toolName } from '../../tool/tool-name.js';
import type { ApprovalRequest, Approve, Bridge, ClientTool, Decision } from '../../types.js';
import { isFromSeven, type ToolExecutionOptions } from '../execution-options.js';

/**
 * Approval by the AI SDK: it requests approval if `needsApproval` returns true, and calls `execute` only when approved.
 */
export interface FrameworkApproval {
  needsApproval(input: unknown, options: ToolExecutionOptions): Promise<boolean>;
  /**
   * Replaces the bridge's `approve`: approves only if the AI SDK has the flow and requested approval of this very
   * input.
   */
  approve(options: ToolExecutionOptions): Approve;
}

/** By call id: the input whose approval was requested, or `null` if none was needed. */
type RequestedInputs = Map<string, string | null>;

export function frameworkApproval(bridge: Bridge, tool: ClientTool): FrameworkApproval {
  // Keyed by the messages array, which is the same in `needsApproval` and `execute` of one generation (6.0.326,
  // 7.0.173). So nothing is kept longer than a generation, and two generations may use the same call id.
  const generations = new WeakMap<object, RequestedInputs>();

  return {
    async needsApproval(input, options) {
      const isNeeded = await requiresApproval(bridge, tool, input, options);
      if (options.messages) {
        const inputs = generations.get(options.messages) ?? new Map();
        generations.set(options.messages, inputs.set(options.toolCallId, isNeeded ? canonical(input) : null));
      }
      return isNeeded;
    },
    approve: (options) => (request) =>
      decide(request, options, options.messages && generations.get(options.messages)?.get(options.toolCallId)),
  };
}

/**
 * Applies the same rules as when the call runs. A call that they refuse needs no approval: `execute` reports the
 * reason.
 */
async function requiresApproval(
  bridge: Bridge,
  tool: ClientTool,
  input: unknown,
  options: ToolExecutionOptions,
): Promise<boolean> {
  const call = { id: options.toolCallId, name: toolName(tool), input };
  const check = await bridge.check(call, { tool, caller: { kind: 'ai-sdk', options } });
  return 'ask' in check && check.ask !== undefined;
}

function decide(
  { call, reason }: ApprovalRequest,
  options: ToolExecutionOptions,
  requested: string | null | undefined,
): Decision {
  if (requested === undefined) {
    // ai 7 does not call `needsApproval` if the `toolApproval` of the generation decided.
    if (isFromSeven(options)) return true;
    return { approved: false, reason: `${reason}, and this version of the AI SDK cannot ask for approval` };
  }
  if (requested === canonical(call.input)) return true;
  return { approved: false, reason: `${reason}, and this call is not the one that was approved` };
}
