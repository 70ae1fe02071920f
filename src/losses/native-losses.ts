import { type Native, type NativeMember, native } from '../tool/native.js';
import type { ClientTool } from '../types.js';
import { closedSchemaLosses } from './closed-schema-losses.js';
import type { LossKind } from './loss-kinds.js';
import type { ConversionTarget, Lost } from './lost.js';

/** What a tool's own framework knew of it, which is said again at home, and its way with the schema. */
export function nativeLosses(tool: ClientTool, target: ConversionTarget): Lost[] {
  const known = native.of(tool);
  if (known === undefined) return [];
  const isHome = known.framework === target;
  const members = isHome ? [] : (Object.keys(known.members) as NativeMember[]);
  return [...members.map((member): Lost => [kindOf(member), member]), ...schemaLosses(tool, known, isHome)];
}

function kindOf(member: NativeMember): LossKind {
  return member === 'metadata' ? 'nativeMetadata' : member;
}

function schemaLosses({ inputSchema }: ClientTool, native: Native, isHome: boolean): Lost[] {
  if (native.schema === 'unchecked') return [['addedCheck', 'inputSchema']];
  if (native.schema !== 'closed') return [];
  const lost = closedSchemaLosses(inputSchema, native.framework);
  const isClosedAgain = isHome && native.shown?.of === inputSchema;
  return isClosedAgain ? lost.filter(([kind]) => kind !== 'closedObject') : lost;
}
