import type { JSONValue } from '../types.js';

/** JSON text with sorted keys: equal values give equal texts. */
export function canonical(value: JSONValue): string {
  return JSON.stringify(value, (_key, member: JSONValue) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
