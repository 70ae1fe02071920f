import { type NativeMember, native } from '../tool/native.js';
import type { ClientTool } from '../types.js';
import type { LossKind } from './loss-kinds.js';
import type { ConversionTarget, Lost } from './lost.js';

/** Returns the members and rules that only the tool's own framework has. */
export function nativeLosses(tool: ClientTool, target: ConversionTarget): Lost[] {
  const { framework, members = {}, dropped = [], isUnchecked } = native.of(tool) ?? {};
  const restored = framework === target ? [] : (Object.keys(members) as NativeMember[]);
  return [
    ...[...restored, ...dropped].map((member): Lost => [kindOf(member), member]),
    ...(isUnchecked ? [['addedCheck', 'inputSchema'] as const] : []),
  ];
}

function kindOf(member: NativeMember): LossKind {
  return member === 'metadata' ? 'nativeMetadata' : member;
}
