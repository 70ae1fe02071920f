/** Generates inputs from a schema: most are valid, the others have something wrong. */
import fc from 'fast-check';
import type { JSONSchema } from 'toolferry';

const anything = fc.jsonValue({ maxDepth: 1 });
const maxLevel = 5;

/** Inputs that a model could send to a tool with this schema. */
export function inputsFor(schema: JSONSchema): fc.Arbitrary<unknown> {
  const fitting = fits(schema, { root: schema, level: 0 });
  return fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 2, arbitrary: fitting.chain(spoiled) }, anything);
}

interface Place {
  readonly root: JSONSchema;
  readonly level: number;
}

function fits(schema: unknown, at: Place): fc.Arbitrary<unknown> {
  if (!isObject(schema)) return anything;
  if (typeof schema.$ref === 'string') return fits(follow(at.root, schema.$ref), inside(at));
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches)) return fc.oneof(...branches.map((branch) => fits(branch, inside(at))));
  const types = [schema.type ?? ('properties' in schema ? 'object' : undefined)].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, at)));
}

function ofType(type: unknown, schema: JSONSchema, at: Place): fc.Arbitrary<unknown> {
  const min = numberOf(schema.minimum ?? schema.exclusiveMinimum) ?? -1000;
  const max = numberOf(schema.maximum ?? schema.exclusiveMaximum) ?? Math.max(min, 0) + 1000;
  switch (type) {
    case 'object':
    case 'dict':
      return objects(schema, at);
    case 'array':
      return lists(schema, at);
    case 'string':
      return texts(schema);
    case 'integer':
      return fc.integer({ min: Math.ceil(min), max: Math.max(Math.ceil(min), Math.min(Math.floor(max), 2 ** 31 - 1)) });
    case 'number':
    case 'float':
      return fc.double({ min, max, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anything;
  }
}

function objects({ properties, required, additionalProperties }: JSONSchema, at: Place): fc.Arbitrary<unknown> {
  const names = Array.isArray(required) ? required.map(String) : [];
  const known = Object.entries(isObject(properties) ? properties : {});
  const kept = at.level < maxLevel ? known : known.filter(([name]) => names.includes(name));
  const members = Object.fromEntries(kept.map(([name, schema]) => [name, fits(schema, inside(at))]));
  const requiredKeys = names.filter((name) => Object.hasOwn(members, name));
  const record = fc.record(members, { requiredKeys });
  if (!isObject(additionalProperties) || at.level >= maxLevel) return record;
  const others = fc.dictionary(fc.string({ maxLength: 5 }), fits(additionalProperties, inside(at)), { maxKeys: 2 });
  return fc.tuple(others, record).map(([additional, declared]) => ({ ...additional, ...declared }));
}

function lists({ items, minItems, maxItems }: JSONSchema, at: Place): fc.Arbitrary<unknown> {
  const minLength = numberOf(minItems) ?? 0;
  const most = at.level < maxLevel ? 3 : 0;
  const maxLength = Math.max(minLength, Math.min(numberOf(maxItems) ?? most, most));
  return fc.array(fits(items, inside(at)), { minLength, maxLength });
}

function texts({ pattern, minLength, maxLength }: JSONSchema): fc.Arbitrary<string> {
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern, 'u'));
  const shortest = numberOf(minLength) ?? 0;
  return fc.string({ minLength: shortest, maxLength: Math.max(shortest, Math.min(numberOf(maxLength) ?? 12, 12)) });
}

/** Changes one thing about an object: removes a member, changes one, or adds one. */
function spoiled(value: unknown): fc.Arbitrary<unknown> {
  if (!isObject(value)) return anything;
  const names = Object.keys(value);
  const name = names.length > 0 ? fc.constantFrom(...names) : fc.constant('more');
  const removed = name.map((key) => Object.fromEntries(Object.entries(value).filter(([other]) => other !== key)));
  const changed = fc.tuple(name, anything).map(([key, member]) => ({ ...value, [key]: member }));
  const added = anything.map((member) => ({ ...value, notInTheSchema: member }));
  return fc.oneof(removed, changed, added);
}

function follow(root: JSONSchema, reference: string): unknown {
  const steps = reference.split('/').slice(1);
  return steps.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), root);
}

function inside({ root, level }: Place): Place {
  return { root, level: level + 1 };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isObject(value: unknown): value is JSONSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
