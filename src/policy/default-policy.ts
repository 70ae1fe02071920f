import { ToolOperationType, ToolSensitivityLevel } from '../tool/security-levels.js';
import type { Action, Bridge, ClientTool, Policy, Ruling, ToolCall, ToolDefinition, ToolMetadata } from '../types.js';
import { rulesOf } from './tool-rules.js';

const actions: readonly unknown[] = ['allow', 'ask', 'block'] satisfies Action[];

/**
 * Requires approval for tools that are destructive, sensitive or marked `requiresApproval`, and for marks that are not ATP's.
 * Allows all other tools, including those without marks. Blocks none.
 */
export function defaultPolicy({ metadata = {} }: ToolDefinition): Ruling {
  const reason = approvalReason(metadata);
  return reason === undefined ? { action: 'allow' } : { action: 'ask', reason };
}

/** Returns a policy that always returns a ruling: where the given one throws or returns anything else, it blocks. */
export function failClosed(policy: Policy): (tool: ToolDefinition, call?: ToolCall) => Ruling {
  const closed: Bridge['policy'] = (tool, call) => {
    try {
      return toRuling(policy(tool, call));
    } catch {
      return { action: 'block', reason: 'the policy failed' };
    }
  };
  return rulesOf.set(closed, rulesOf.of(policy));
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
  const ruling = typeof verdict === 'object' && verdict !== null ? (verdict as Ruling) : { action: verdict as Action };
  return actions.includes(ruling.action) ? ruling : { action: 'block', reason: 'the policy returned no valid verdict' };
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
