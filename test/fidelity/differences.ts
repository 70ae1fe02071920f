import type { Shown } from './station.ts';

export interface Difference {
  /** A JSON pointer into what is shown: `/inputSchema/properties/path`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** What holds it afterwards. */
  readonly holder: unknown;
}

/** Where the two are not the same JSON. Neither the order of keys nor that of required names says anything. */
export function differences(before: Shown, after: Shown): Difference[] {
  return compare(canonical(before), canonical(after), '', undefined);
}

function compare(before: unknown, after: unknown, path: string, holder: unknown): Difference[] {
  if (Object.is(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ path, before, after, holder }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => compare(before[key], after[key], `${path}/${key}`, after));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Each property says itself whether it is required. */
function canonical(shown: Shown): unknown {
  return JSON.parse(JSON.stringify(shown), (_key, value) => {
    if (!isContainer(value) || !isContainer(value.properties)) return value;
    const { required, ...schema } = value;
    const names = Array.isArray(required) ? required : [];
    const properties = Object.entries(value.properties).map(([name, property]) => [
      name,
      { is: property, isRequired: names.includes(name) },
    ]);
    return { ...schema, properties: Object.fromEntries(properties) };
  });
}
