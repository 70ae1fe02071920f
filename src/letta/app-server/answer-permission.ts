import { parseInput } from '../../tool/parse-input.js';
import type { ApprovalAnswer, Bridge, RunSession, ToolCall } from '../../types.js';

/** Why a call may not run; undefined if it may. */
export type Denial = string | undefined;

interface Asking {
  readonly policy: Bridge['policy'];
  readonly session: RunSession;
  /** Whether the server asks this process to run a tool of that name in this turn. */
  isLocal(name: string): boolean;
  readonly signal: AbortSignal;
}

/**
 * Whether the server may run a call. A call of a client tool may, because the bridge decides, and asks, when the call itself
 * arrives here; only a call that the policy blocks ends now. A call of the server's own tools is for `approve` to decide.
 */
export async function answerPermission(asking: Asking, call: ToolCall): Promise<Denial> {
  if (asking.isLocal(call.name)) return blocked(asking, call);
  const question = { ...call, ask: 'approval' } as const;
  const [answer] = await asking.session.answer([question], { signal: asking.signal }).catch(() => []);
  const { approved, reason }: Partial<ApprovalAnswer> = answer && 'approved' in answer ? answer : {};
  return approved === true ? undefined : denial(call, reason ?? 'it was not approved');
}

function blocked({ policy, session }: Asking, call: ToolCall): Denial {
  const tool = session.tools.get(call.name);
  const parsed = parseInput(call.input);
  if (tool === undefined || 'problem' in parsed) return undefined;
  const { action, reason } = policy(tool, { ...call, input: parsed.value });
  return action === 'block' ? denial(call, reason ?? 'it is blocked') : undefined;
}

function denial({ name }: ToolCall, reason: string): string {
  return `Error: "${name}" was not run: ${reason}.`;
}
