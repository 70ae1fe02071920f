import { neverAborted } from '../../async/abort-signal.js';
import { toolResult } from '../../result/tool-result.js';
import { validateInput } from '../../schema/validate.js';
import { toolName } from '../../tool/tool-name.js';
import type { ApprovalContext, ClientTool } from '../../types.js';
import type { ApprovalStatus, Decide } from './approval-for.js';

/**
 * A tool about whose calls `toolApproval` decides: it asks through `needsApproval`, and refuses where the tool would run.
 * A tool that runs in another process refuses by its validator, before that process is asked.
 */
export function withToolApproval(tool: ClientTool, decide: Decide): ClientTool {
  // By the input, which is the same object in `needsApproval` and `handler` of one call: what was answered there counts.
  const answers = new WeakMap<object, { readonly toolCallId: string; readonly said: Promise<ApprovalStatus> }>();
  const hold = (input: unknown, call: ApprovalContext): Promise<ApprovalStatus> => {
    const said = decide(input, call);
    if (typeof input === 'object' && input !== null) answers.set(input, { toolCallId: call.toolCallId, said });
    return said;
  };
  const take = (input: unknown, call: ApprovalContext): Promise<ApprovalStatus> => {
    const held = answers.get(input as object);
    answers.delete(input as object);
    return held?.toolCallId === call.toolCallId ? held.said : decide(input, call);
  };

  const { handler } = tool;
  return {
    ...tool,
    async needsApproval(input, call) {
      const { type, reason } = await hold(input, call);
      if (type === 'user-approval') return reason ?? true;
      return type === 'denied' || !tool.needsApproval ? false : tool.needsApproval(input, call);
    },
    ...(handler
      ? {
          async handler(input, call) {
            const said = await take(input, call);
            return said.type === 'denied' ? refusal(tool, said) : handler.call(tool, input, call);
          },
        }
      : { validate: (input) => validated(tool, decide, input) }),
  };
}

function refusal(tool: ClientTool, said: ApprovalStatus) {
  return toolResult({ error: { code: 'denied', message: `"${toolName(tool)}" was not run: ${why(said)}.` } });
}

async function validated(tool: ClientTool, decide: Decide, input: unknown) {
  const validation = await validateInput(tool, input);
  if (validation.issues) return validation;
  const said = await decide(validation.value, { toolCallId: '', signal: neverAborted() });
  return said.type === 'denied' ? { issues: [{ message: `the call is denied: ${why(said)}` }] } : validation;
}

function why({ reason = 'toolApproval denies it' }: ApprovalStatus): string {
  return reason.replace(/\.$/, '');
}
