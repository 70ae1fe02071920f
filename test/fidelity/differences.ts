import type { Shown } from './station.ts';

export interface Difference {
  /** As in a tool's losses: `inputSchema/properties/path`, and `inputSchema/required/path` for a required member. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Where the two are not the same JSON. Neither the order of keys nor that of required names says anything. */
export function differences(before: Shown, after: Shown): Difference[] {
  return compare(canonical(before), canonical(after), '');
}

function compare(before: unknown, after: unknown, path: string): Difference[] {
  if (Object.is(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => compare(before[key], after[key], path ? `${path}/${key}` : key));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A required member is found by its name. */
function canonical(shown: Shown): unknown {
  return JSON.parse(JSON.stringify(shown), (_key, value) => {
    if (!isContainer(value) || !isContainer(value.properties)) return value;
    const names = Array.isArray(value.required) ? value.required : [];
    return { ...value, required: Object.fromEntries(names.map((name) => [name, true])) };
  });
}
