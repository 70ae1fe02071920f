import { limitNames } from '../remote/remote-names.js';
import type { ToolMetadata } from '../types.js';

/** Returns the strictest combination of a tool's metadata and all that it had before. */
export type Tighten = (name: string, metadata: ToolMetadata | undefined) => ToolMetadata | undefined;

/** Remembers the metadata of tools by the server's names, so that a changed definition is never looser than an earlier one. */
export function createTighten(): Tighten {
  const strictest = new Map<string, ToolMetadata | undefined>();
  return (name, metadata) => {
    const before = strictest.get(name);
    const known = before !== undefined || strictest.has(name);
    if (known && before === metadata) return before;
    if (!known) limitNames(strictest.size + 1);
    const tightened = known ? strictestOf(before, metadata) : metadata;
    strictest.set(name, tightened);
    return tightened;
  };
}

/** Stands for all values that ATP does not define. The default policy asks about them. */
const unknown = Symbol('unknown');

/** The values of each mark, from the loosest to the strictest. */
const operationTypes = ['read', undefined, 'write', unknown, 'destructive'];
const sensitivityLevels = ['public', undefined, 'internal', unknown, 'sensitive'];
const approvals = [false, undefined, unknown, true];

function strictestOf(before: ToolMetadata = {}, now: ToolMetadata = {}): ToolMetadata | undefined {
  const merged: ToolMetadata = {
    ...now,
    operationType: stricter(operationTypes, before.operationType, now.operationType),
    sensitivityLevel: stricter(sensitivityLevels, before.sensitivityLevel, now.sensitivityLevel),
    requiresApproval: stricter(approvals, before.requiresApproval, now.requiresApproval),
    tags: union(before.tags, now.tags),
    requiredScopes: union(before.requiredScopes, now.requiredScopes),
    requiredPermissions: union(before.requiredPermissions, now.requiredPermissions),
  };
  const present = Object.entries(merged).filter(([, value]) => value !== undefined);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

function stricter<Value>(order: readonly unknown[], before: Value, now: Value): Value {
  const rank = (value: unknown) => order.indexOf(order.includes(value) ? value : unknown);
  return rank(now) > rank(before) ? now : before;
}

function union(before: readonly string[] | undefined, now: readonly string[] | undefined): string[] | undefined {
  return before || now ? [...new Set([...(before ?? []), ...(now ?? [])])] : undefined;
}
