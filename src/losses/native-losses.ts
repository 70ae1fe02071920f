import { type Native, type NativeMember, nativeOf } from '../tool/native.js';
import type { ClientTool } from '../types.js';
import { closedSchemaLosses } from './closed-schema-losses.js';
import type { ConversionTarget, Lost } from './conversion-losses.js';
import type { LossKind } from './loss-kinds.js';

/** What a tool's own framework knew of it. At home its members are said again; its way with the schema is gone everywhere. */
export function nativeLosses(tool: ClientTool, target: ConversionTarget): Lost[] {
  const native = nativeOf(tool);
  if (native === undefined) return [];
  const members = native.framework === target ? [] : (Object.keys(native.members) as NativeMember[]);
  return [...members.map((member): Lost => [kindOf(member), member]), ...schemaLosses(tool, native)];
}

function kindOf(member: NativeMember): LossKind {
  return member === 'metadata' ? 'nativeMetadata' : member;
}

function schemaLosses({ inputSchema }: ClientTool, { framework, schema }: Native): Lost[] {
  if (schema === 'unchecked') return [['addedCheck', 'inputSchema']];
  return schema === 'closed' ? closedSchemaLosses(inputSchema, framework) : [];
}
