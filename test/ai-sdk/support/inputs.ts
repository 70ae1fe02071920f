import fc from 'fast-check';
import type { JSONSchema } from 'toolferry';

const anything = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.string(), fc.constant([]), fc.constant({}));

/** Inputs for a schema: mostly members as it wants them, now and then a wrong one, a missing one, one too many. */
export function inputsFor(schema: JSONSchema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: valueFor(schema, 3) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>('{', '"{}"', '', null, [], '{"__proto__":{}}', 7) },
  );
}

function valueFor(schema: unknown, depth: number): fc.Arbitrary<unknown> {
  if (typeof schema !== 'object' || schema === null || depth === 0) return anything;
  const { type, properties, items, anyOf, oneOf, ...rest } = schema as Record<string, unknown>;
  if (Array.isArray(rest.enum) && rest.enum.length > 0) return mostly(fc.constantFrom(...rest.enum));
  const branches = anyOf ?? oneOf;
  if (Array.isArray(branches)) return fc.oneof(...branches.map((branch) => valueFor(branch, depth - 1)));
  switch ([type].flat()[0]) {
    case 'string':
      return mostly(fc.string({ minLength: 2, maxLength: 8 }));
    case 'integer':
      return mostly(fc.integer({ min: 1, max: 50 }));
    case 'number':
      return mostly(fc.double({ min: 0, max: 9, noNaN: true }));
    case 'boolean':
      return mostly(fc.boolean());
    case 'array':
      return mostly(fc.array(valueFor(items, depth - 1), { maxLength: 2 }));
    default:
      return properties ? objectFor(properties, rest.required, depth) : mostly(fc.constant({}));
  }
}

function objectFor(properties: object, required: unknown, depth: number): fc.Arbitrary<unknown> {
  const known = Object.entries(properties).map(([key, member]) => [key, valueFor(member, depth - 1)] as const);
  const needed = Array.isArray(required) ? required.filter((key) => Object.hasOwn(properties, key)) : [];
  const members = fc.record(Object.fromEntries(known), { requiredKeys: needed });
  const lessOrMore = fc.constantFrom('missing', 'more', '', '', '', '', '', '');
  return fc.tuple(members, lessOrMore).map(([value, change]) => {
    const entries = Object.entries(value);
    if (change === 'missing') return Object.fromEntries(entries.slice(1));
    return change === 'more' ? { ...value, more: 1 } : Object.fromEntries(entries);
  });
}

function mostly(good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: anything });
}
