import { withCause } from '../result/failure.js';
import { ToolOperationType, ToolSensitivityLevel } from '../tool/security-levels.js';
import type { Action, Bridge, ClientTool, Policy, Ruling, ToolCall, ToolDefinition, ToolMetadata } from '../types.js';
import { isDefaultPolicy, keptPolicy } from './kept-policy.js';
import { rulesOf } from './tool-rules.js';

/** From loose to strict. */
const actions: readonly unknown[] = ['allow', 'ask', 'block'] satisfies Action[];

/**
 * Requires approval for tools that are destructive, sensitive or marked `requiresApproval`, and for marks that are not ATP's.
 * Allows all other tools, including those without marks. Blocks none.
 */
export function defaultPolicy({ metadata = {} }: ToolDefinition): Ruling {
  const reason = approvalReason(metadata);
  return reason === undefined ? { action: 'allow' } : { action: 'ask', reason };
}

/**
 * Returns a policy that always returns a ruling: where the given one throws or returns anything else, it blocks. It never
 * loosens the policy of a bridge that a tool was converted from.
 *
 * @param onError Called with what the policy threw.
 */
export function failClosed(
  policy: Policy,
  onError: (error: unknown, tool: ToolDefinition, call?: ToolCall) => void,
): Bridge['policy'] {
  return (tool, call) => {
    try {
      const kept = keptPolicy.of(tool);
      const ruling = toRuling(policy(tool, call));
      return kept ? stricter(ruling, kept(call)) : ruling;
    } catch (error) {
      onError(error, tool, call);
      return withCause({ action: 'block', reason: 'the policy failed' }, error);
    }
  };
}

/** Returns a bridge's policy with what is known of the one that it was created with. */
export function withOrigin(policy: Bridge['policy'], origin: Policy): Bridge['policy'] {
  if (origin === defaultPolicy) isDefaultPolicy.set(policy, true);
  return rulesOf.set(policy, rulesOf.of(origin));
}

function stricter(one: Ruling, other: Ruling): Ruling {
  return actions.indexOf(other.action) > actions.indexOf(one.action) ? other : one;
}

/** Returns the tools that a model or a server may see: all that the policy does not block. */
export function offeredTools({
  tools,
  policy,
}: {
  readonly tools: Iterable<ClientTool>;
  readonly policy: Bridge['policy'];
}): ClientTool[] {
  return [...tools].filter((tool) => policy(tool).action !== 'block');
}

function toRuling(verdict: unknown): Ruling {
  const { action, reason } = typeof verdict === 'string' ? { action: verdict, reason: undefined } : Object(verdict);
  return actions.includes(action)
    ? { action, reason }
    : { action: 'block', reason: 'the policy returned no valid verdict' };
}

function approvalReason({ operationType, sensitivityLevel, requiresApproval }: ToolMetadata): string | undefined {
  if (operationType === ToolOperationType.DESTRUCTIVE) return 'it is destructive';
  if (sensitivityLevel === ToolSensitivityLevel.SENSITIVE) return 'it handles sensitive data';
  if (requiresApproval !== undefined && requiresApproval !== false) return 'it requires approval';
  return (
    unknown('operation type', operationType, ToolOperationType) ??
    unknown('sensitivity level', sensitivityLevel, ToolSensitivityLevel)
  );
}

function unknown(kind: string, mark: string | undefined, known: Readonly<Record<string, string>>): string | undefined {
  const isKnown = mark === undefined || Object.values(known).includes(mark);
  return isKnown ? undefined : `its ${kind} "${mark}" is unknown`;
}
