import type { ToolDefinition } from '../types.js';
import { hash } from './hash.js';

/** The namespace of a tool that names none; not shown in the visible name. */
export const defaultNamespace = 'client';

const maxLength = 64;

/**
 * The name a model sees: `namespace_name`, with every character that providers refuse replaced by `_`.
 *
 * At most 64 characters; a longer one is cut and ends in a hash of the whole. A name of which nothing is left becomes
 * `tool_<hash>`. Names are looked up, never parsed back.
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
  const visible = full.replace(/[^a-zA-Z0-9_-]/g, '_');
  if (/^_*$/.test(visible)) return `tool_${hash(full)}`;
  if (visible.length <= maxLength) return visible;
  const suffix = `_${hash(full)}`;
  return visible.slice(0, maxLength - suffix.length) + suffix;
}

/** `fs.read`, or the bare name in the default namespace: how rules and sandbox code name a tool. */
export function fullName({ name, namespace }: Pick<ToolDefinition, 'name' | 'namespace'>, separator = '.'): string {
  return isDefault(namespace) ? name : `${namespace}${separator}${name}`;
}

function isDefault(namespace: string | undefined): boolean {
  return namespace === undefined || namespace === '' || namespace === defaultNamespace;
}
