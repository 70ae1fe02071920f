import { ToolOperationType, ToolSensitivityLevel } from '../tool/security-levels.js';
import type { Action, Policy, Ruling, ToolCall, ToolDefinition, ToolMetadata } from '../types.js';

const actions: readonly unknown[] = ['allow', 'ask', 'block'] satisfies Action[];

/**
 * Asks for what is destructive, sensitive or marked `requiresApproval`, and for a mark that is not one of ATP's. Blocks
 * nothing, allows the rest, tools without marks included.
 */
export function defaultPolicy({ metadata = {} }: ToolDefinition): Ruling {
  const reason = reasonToAsk(metadata);
  return reason === undefined ? { action: 'allow' } : { action: 'ask', reason };
}

/** A policy whose answer can be relied on: one that throws or answers anything else blocks. */
export function failClosed(policy: Policy): (tool: ToolDefinition, call?: ToolCall) => Ruling {
  return (tool, call) => {
    try {
      return toRuling(policy(tool, call));
    } catch {
      return { action: 'block', reason: 'the policy failed' };
    }
  };
}

function toRuling(verdict: unknown): Ruling {
  const ruling = typeof verdict === 'object' && verdict !== null ? (verdict as Ruling) : { action: verdict as Action };
  return actions.includes(ruling.action) ? ruling : { action: 'block', reason: 'the policy gave no valid answer' };
}

function reasonToAsk({ operationType, sensitivityLevel, requiresApproval }: ToolMetadata): string | undefined {
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
