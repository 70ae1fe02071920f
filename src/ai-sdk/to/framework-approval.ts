import { canonical } from '../../result/canonical.js';
import { toolName } from '../../tool/tool-name.js';
import type { ApprovalRequest, Approve, Bridge, ClientTool, Decision } from '../../types.js';
import { type CallOptions, isFromSeven } from '../call-options.js';

/** Asking through the AI SDK: it asks where `needsApproval` says so, and calls `execute` only after a yes. */
export interface FrameworkApproval {
  needsApproval(input: unknown, options: CallOptions): Promise<boolean>;
  /** Answers for the bridge, which would ask again: yes only if the AI SDK has the flow and asked about this very input. */
  approve(options: CallOptions): Approve;
}

/** The input that was asked about, or `null` where there was nothing to ask. */
type Asked = Map<string, string | null>;

export function frameworkApproval(bridge: Bridge, tool: ClientTool): FrameworkApproval {
  // By the messages array, which is the same in `needsApproval` and `execute` of one generation (6.0.326, 7.0.173).
  // So nothing is kept longer than a generation, also where two of them use the same call id.
  const generations = new WeakMap<object, Asked>();

  return {
    async needsApproval(input, options) {
      const isNeeded = await mustAsk(bridge, tool, input, options);
      if (options.messages) {
        const asked = generations.get(options.messages) ?? new Map();
        generations.set(options.messages, asked.set(options.toolCallId, isNeeded ? canonical(input) : null));
      }
      return isNeeded;
    },
    approve: (options) => (request) =>
      decide(request, options, options.messages && generations.get(options.messages)?.get(options.toolCallId)),
  };
}

/** Decides by the same rules as when the call runs. A call that they refuse needs no approval: the bridge reports why. */
async function mustAsk(bridge: Bridge, tool: ClientTool, input: unknown, options: CallOptions): Promise<boolean> {
  const call = { id: options.toolCallId, name: toolName(tool), input };
  const checked = await bridge.check(call, { tool, caller: { kind: 'ai-sdk', options } });
  return 'ask' in checked && checked.ask !== undefined;
}

function decide({ call, reason }: ApprovalRequest, options: CallOptions, asked: string | null | undefined): Decision {
  if (asked === undefined) {
    // ai 7 does not consult `needsApproval` where the call-level `toolApproval` decided.
    if (isFromSeven(options)) return true;
    return { approved: false, reason: `${reason}, and this version of the AI SDK cannot ask for approval` };
  }
  if (asked === canonical(call.input)) return true;
  return { approved: false, reason: `${reason}, and this call is not the one that was approved` };
}
