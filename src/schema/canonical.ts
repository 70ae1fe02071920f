import { ToolferryError } from '../errors.js';
import { isObject } from '../unknown.js';

/** Returns JSON text with sorted keys, so that equal values give equal strings. Throws `invalid_output` for a value that has none. */
export function canonical(value: unknown): string {
  try {
    return JSON.stringify(value ?? null, sortKeys);
  } catch (cause) {
    // JSON.stringify recurses: it overflows the stack at some thousand levels.
    const message = 'The value cannot be written as JSON: it is circular, too large or nested too deeply.';
    throw new ToolferryError('invalid_output', message, { cause });
  }
}

function sortKeys(_key: string, member: unknown): unknown {
  if (typeof member === 'bigint') return String(member);
  return isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member;
}
