import { answerCalls } from '../../bridge/answer-calls.js';
import { denied } from '../../bridge/check-call.js';
import type { Rules } from '../../bridge/execute.js';
import { parseInput } from '../../bridge/parse-input.js';
import type { ApprovalAnswer, ToolCall } from '../../types.js';

/** Why a call may not run; undefined if it may. */
export type Denial = string | undefined;

interface Asking {
  readonly rules: Rules;
  /** Whether the server asks this process to run a tool of that name in this turn. */
  isLocal(name: string): boolean;
  readonly signal: AbortSignal;
}

/**
 * Whether the server may go on with a call. One of a local tool goes on, because the bridge decides, and asks, when the call
 * itself comes here; only what the policy blocks ends now. One of the server's own tools is for `approve` alone.
 */
export async function answerPermission({ rules, isLocal, signal }: Asking, call: ToolCall): Promise<Denial> {
  if (isLocal(call.name)) return blocked(rules, call);
  const asking = { rules, journal: new Map(), signal, tell: () => {} };
  const [answer] = await answerCalls(asking, [{ ...call, ask: 'approval' }]).catch(() => []);
  const { approved, reason }: Partial<ApprovalAnswer> = answer && 'approved' in answer ? answer : {};
  return approved === true ? undefined : words(call, reason ?? 'it was not approved');
}

function blocked({ tools, policy }: Rules, call: ToolCall): Denial {
  const tool = tools.get(call.name);
  const parsed = parseInput(call.input);
  if (tool === undefined || 'problem' in parsed) return undefined;
  const { action, reason } = policy(tool, { ...call, input: parsed.value });
  return action === 'block' ? words(call, reason ?? 'it is blocked') : undefined;
}

function words(call: ToolCall, reason: string): string {
  return `Error: ${denied(call, reason).error?.message}`;
}
