import type { Shown } from './station.ts';

export interface Difference {
  /** A path as in a tool's losses: `inputSchema/properties/path`, or `inputSchema/required/path` for a required member. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Lists where two tools show different JSON. The order of keys and of required names is ignored. */
export function differences(before: Shown, after: Shown): Difference[] {
  return compare(canonical(before), canonical(after), '');
}

function compare(before: unknown, after: unknown, path: string): Difference[] {
  if (Object.is(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const [one, other] = [memberOf(before, key, after), memberOf(after, key, before)];
    return compare(one, other, path ? `${path}/${key}` : key);
  });
}

/** Reads a missing `required` as an empty one. */
function memberOf(container: Record<string, unknown>, key: string, other: Record<string, unknown>): unknown {
  if (Object.hasOwn(container, key)) return container[key];
  return key === 'required' && isContainer(other[key]) ? {} : undefined;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Turns `required` into an object, so that its members are compared by name. */
function canonical(shown: Shown): unknown {
  return JSON.parse(JSON.stringify(shown), (_key, value) => {
    if (!isContainer(value) || !Array.isArray(value.required)) return value;
    return { ...value, required: Object.fromEntries(value.required.map((name) => [name, true])) };
  });
}
