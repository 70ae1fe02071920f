import fc from 'fast-check';
import type { JSONSchema } from 'toolferry';

/** The values that the authors of Python, Java and JavaScript functions mean by their types. */
const meant: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.string(),
  String: fc.string(),
  integer: fc.integer(),
  long: fc.integer(),
  float: fc.double({ noNaN: true, noDefaultInfinity: true }),
  boolean: fc.boolean(),
  any: fc.jsonValue(),
};
const lists = ['array', 'Array', 'ArrayList', 'tuple'];
const objects = ['dict', 'HashMap'];

/** Whether any input can be valid: a few definitions list strings as the values of a number. */
export function isConsistent({ type, properties, items, enum: values }: JSONSchema): boolean {
  const inside = [...Object.values(properties ?? {}), ...(items === undefined ? [] : [items])] as JSONSchema[];
  const hasValue = !Array.isArray(values) || values.some((value) => fits(value, String(type)));
  return hasValue && inside.every(isConsistent);
}

function fits(value: unknown, type: string): boolean {
  if (type === 'any') return true;
  if (type.toLowerCase() === 'string') return typeof value === 'string';
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'float') return typeof value === 'number';
  return (type === 'integer' || type === 'long') && Number.isInteger(value);
}

/** Inputs that the author of a definition with types of another language means. */
export function meantInputs(schema: JSONSchema): fc.Arbitrary<unknown> {
  const { type, properties, required, items, format, enum: values } = schema;
  if (format === 'date') return fc.constant('2026-11-21');
  if (Array.isArray(values)) return fc.constantFrom(...values.filter((value) => fits(value, String(type))));
  if (lists.includes(String(type)))
    return fc.array(items === undefined ? fc.jsonValue() : meantInputs(items as JSONSchema), { maxLength: 3 });
  if (!objects.includes(String(type))) return meant[String(type)] ?? fc.constant(`no meaning of ${type}`);
  const members = Object.entries((properties ?? {}) as Record<string, JSONSchema>);
  const arbitraries = Object.fromEntries(members.map(([name, member]) => [name, meantInputs(member)]));
  return fc.record(arbitraries, { requiredKeys: (required ?? []) as string[] });
}
