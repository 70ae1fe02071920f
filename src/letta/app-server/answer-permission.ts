import { errorMessage } from '../../result/error-message.js';
import { parseInput } from '../../tool/parse-input.js';
import type { ApprovalAnswer, Bridge, RunSession, ToolCall } from '../../types.js';

/** Why a call may not run; undefined if it may. */
export type Denial = string | undefined;

interface PermissionContext {
  readonly policy: Bridge['policy'];
  readonly session: RunSession;
  /** Whether the tool with this name is a client tool of this turn, which the server calls here. */
  isClientTool(name: string): boolean;
  readonly signal: AbortSignal;
}

/**
 * Decides whether the server may run a call. A call of a client tool may run unless the policy blocks it: the bridge requests
 * approval when the call itself arrives here. `approve` decides calls of server tools.
 */
export async function answerPermission(context: PermissionContext, call: ToolCall): Promise<Denial> {
  if (context.isClientTool(call.name)) return denyBlocked(context, call);
  const pending = { ...call, ask: 'approval' } as const;
  try {
    const [answer] = await context.session.answer([pending], { signal: context.signal });
    const { approved, reason = 'it was not approved' } = answer as ApprovalAnswer;
    return approved ? undefined : denial(call, reason);
  } catch (error) {
    // Another question under the id of this one, or the same one too often.
    return `Error: ${errorMessage(error) ?? 'the approval failed'}`;
  }
}

function denyBlocked({ policy, session }: PermissionContext, call: ToolCall): Denial {
  const tool = session.tools.get(call.name);
  const parsed = parseInput(call.input);
  if (tool === undefined || 'problem' in parsed) return undefined;
  const { action, reason } = policy(tool, { ...call, input: parsed.value });
  return action === 'block' ? denial(call, reason ?? 'it is blocked') : undefined;
}

function denial({ name }: ToolCall, reason: string): string {
  return `Error: "${name}" was not run: ${reason}.`;
}
