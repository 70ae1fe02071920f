import type { ToolDefinition } from '../types.js';
import { hash } from './hash.js';

/** The namespace of a tool without one; not part of the visible name. */
export const defaultNamespace = 'client';

const maxLength = 64;

/** Matches names that are shown unchanged, as most are. */
const unchangedName = /^(?!_+$)[\w-]{1,64}$/;

/**
 * Returns the visible name, which a model sees: `namespace_name`, with every character that providers refuse replaced by `_`.
 *
 * It has at most 64 characters: a longer one is cut and ends in a hash of the full name. A name without any permitted
 * character becomes `tool_<hash>`. Visible names are looked up, never parsed back.
 *
 * @example
 * ```ts
 * import { toolName } from 'toolferry';
 *
 * toolName({ namespace: 'fs', name: 'readFile' }); // 'fs_readFile'
 * toolName({ name: 'time.now' }); // 'time_now'
 * ```
 */
export function toolName(definition: Pick<ToolDefinition, 'name' | 'namespace'>): string {
  const full = fullName(definition, '_');
  if (unchangedName.test(full)) return full;
  const visible = full.replace(/[^a-zA-Z0-9_-]/g, '_');
  if (/^_*$/.test(visible)) return `tool_${hash(full)}`;
  if (visible.length <= maxLength) return visible;
  const suffix = `_${hash(full)}`;
  return visible.slice(0, maxLength - suffix.length) + suffix;
}

/** Returns the name that rules and sandbox code use: `fs.read`, or the bare name in the default namespace. */
export function fullName({ name, namespace }: Pick<ToolDefinition, 'name' | 'namespace'>, separator = '.'): string {
  return isDefault(namespace) ? name : `${namespace}${separator}${name}`;
}

function isDefault(namespace: string | undefined): boolean {
  return namespace === undefined || namespace === '' || namespace === defaultNamespace;
}
