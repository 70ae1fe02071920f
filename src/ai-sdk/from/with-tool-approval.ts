import { neverAborted } from '../../async/abort-signal.js';
import { type RichResult, toolResult } from '../../result/tool-result.js';
import { validateInput } from '../../schema/validate.js';
import { toolName } from '../../tool/tool-name.js';
import type { ApprovalContext, ClientTool, Validation } from '../../types.js';
import type { DecideApproval } from './approval-for.js';
import type { ApprovalStatus } from './tool-approval.js';

/**
 * Returns a copy of the tool whose calls `toolApproval` decides. The copy asks for approval through
 * `needsApproval`, and refuses a denied call in its handler. A headless tool refuses it in its validator, before the
 * other process gets it.
 */
export function withToolApproval(tool: ClientTool, decide: DecideApproval): ClientTool {
  // Keyed by the input, which is the same object in `needsApproval` and `handler` of one call: it is decided once.
  const statuses = new WeakMap<object, { readonly toolCallId: string; readonly status: Promise<ApprovalStatus> }>();
  const decideAndKeep = (input: unknown, call: ApprovalContext): Promise<ApprovalStatus> => {
    const status = decide(input, call);
    if (typeof input === 'object' && input !== null) statuses.set(input, { toolCallId: call.toolCallId, status });
    return status;
  };
  const takeOrDecide = (input: unknown, call: ApprovalContext): Promise<ApprovalStatus> => {
    const kept = statuses.get(input as object);
    statuses.delete(input as object);
    return kept?.toolCallId === call.toolCallId ? kept.status : decide(input, call);
  };

  const { handler } = tool;
  return {
    ...tool,
    async needsApproval(input, call) {
      const { type, reason } = await decideAndKeep(input, call);
      if (type === 'user-approval') return reason ?? true;
      return type === 'denied' || !tool.needsApproval ? false : tool.needsApproval(input, call);
    },
    ...(handler
      ? {
          async handler(input, call) {
            const status = await takeOrDecide(input, call);
            return status.type === 'denied' ? deniedResult(tool, status) : handler.call(tool, input, call);
          },
        }
      : { validate: (input) => validateAndDecide(tool, decide, input) }),
  };
}

function deniedResult(tool: ClientTool, status: ApprovalStatus): RichResult {
  return toolResult({ error: { code: 'denied', message: `"${toolName(tool)}" was not run: ${reasonOf(status)}.` } });
}

async function validateAndDecide(tool: ClientTool, decide: DecideApproval, input: unknown): Promise<Validation> {
  const validation = await validateInput(tool, input);
  if (validation.issues) return validation;
  const status = await decide(validation.value, { toolCallId: '', signal: neverAborted() });
  return status.type === 'denied' ? { issues: [{ message: `the call is denied: ${reasonOf(status)}` }] } : validation;
}

function reasonOf({ reason = 'toolApproval denies it' }: ApprovalStatus): string {
  return reason.replace(/\.$/, '');
}
