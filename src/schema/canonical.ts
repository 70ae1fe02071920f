import { isObject } from '../unknown.js';

/** Returns JSON text with sorted keys, so that equal values give equal strings. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, member: unknown) => {
    if (typeof member === 'bigint') return String(member);
    return isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member;
  });
}
