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
 * It has at most 64 characters: a longer one is cut. A cut name, and one in which a character outside ASCII was replaced, ends
 * in a hash of the full name. A name without any permitted character becomes `tool_<hash>`. Visible names are looked up, never
 * parsed back.
 *
 * @example
 * ```ts
 * import { toolName } from 'toolferry';
 *
 * toolName({ namespace: 'fs', name: 'readFile' }); // 'fs_readFile'
 * toolName({ name: 'time.now' }); // 'time_now'
 * toolName({ name: 'get_天气' }); // 'get____1yysmwn7bel'
 * ```
 */
export function toolName(definition: Pick<ToolDefinition, 'name' | 'namespace'>): string {
  const full = fullName(definition, '_');
  if (unchangedName.test(full)) return full;
  const visible = cleanName(full);
  if (/^_*$/.test(visible)) return `tool_${hash(full)}`;
  if (visible.length <= maxLength && !/\P{ASCII}/u.test(full)) return visible;
  return withSuffix(visible, full);
}

/** Returns a name that no other tool has: the visible name, which a different tool has as well, with a hash of both parts. */
export function distinctName({ name, namespace }: Pick<ToolDefinition, 'name' | 'namespace'>): string {
  const prefix = fullName({ name: '', namespace }, '_');
  return withSuffix(cleanName(name), fullName({ name, namespace }, '\n'), maxLength - prefix.length);
}

function cleanName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_');
}

function withSuffix(visible: string, hashed: string, length = maxLength): string {
  const suffix = `_${hash(hashed)}`;
  return visible.slice(0, Math.max(1, length - suffix.length)) + suffix;
}

/** Returns the name that rules and sandbox code use: `fs.read`, or the bare name in the default namespace. */
export function fullName({ name, namespace }: Pick<ToolDefinition, 'name' | 'namespace'>, separator = '.'): string {
  return isDefault(namespace) ? name : `${namespace}${separator}${name}`;
}

function isDefault(namespace: string | undefined): boolean {
  return namespace === undefined || namespace === '' || namespace === defaultNamespace;
}
