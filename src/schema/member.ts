/** A member of anything; undefined where there is none. */
export function member(value: unknown, key: PropertyKey): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holds ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}
