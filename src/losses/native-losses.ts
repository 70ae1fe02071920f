import { type Native, type NativeMember, native } from '../tool/native.js';
import type { ClientTool } from '../types.js';
import { closedSchemaLosses } from './closed-schema-losses.js';
import type { LossKind } from './loss-kinds.js';
import type { ConversionTarget, Lost } from './lost.js';

/** Returns the losses of members and schema rules that only the tool's own framework has. */
export function nativeLosses(tool: ClientTool, target: ConversionTarget): Lost[] {
  const known = native.of(tool);
  if (known === undefined) return [];
  const isOwnFramework = known.framework === target;
  const restored = isOwnFramework ? [] : (Object.keys(known.members) as NativeMember[]);
  const members = [...restored, ...(known.dropped ?? [])];
  return [...members.map((member): Lost => [kindOf(member), member]), ...schemaLosses(tool, known, isOwnFramework)];
}

function kindOf(member: NativeMember): LossKind {
  return member === 'metadata' ? 'nativeMetadata' : member;
}

function schemaLosses({ inputSchema }: ClientTool, native: Native, isOwnFramework: boolean): Lost[] {
  if (native.schema === 'unchecked') return [['addedCheck', 'inputSchema']];
  if (native.schema !== 'closed') return [];
  const lost = closedSchemaLosses(inputSchema, native.framework);
  const isShownClosed = isOwnFramework && native.shown?.of === inputSchema;
  return isShownClosed ? lost.filter(([kind]) => kind !== 'closedObject') : lost;
}
