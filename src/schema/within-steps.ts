import type { JSONSchema, Validation } from '../types.js';

/** References that a check may follow: this many, and so many more for each value of the input. */
const atLeast = 10_000;
const perValue = 100;
const tooMany = new Error('too many references were followed');

/** A copy of a schema that counts how often its references are read. */
interface Counting {
  schema: JSONSchema;
  hasReferences: boolean;
  left: number;
}

const countingOf = new WeakMap<JSONSchema, Counting>();

/**
 * Checks an input by a schema of strangers, and gives up where that follows more references than any honest schema needs: a
 * recursion that goes two ways at each level doubles the work with each level of the input, of which a few dozen are enough.
 * typebox 1.4.3 reads `$ref` each time that it follows it, and has no limit of its own.
 */
export function withinSteps(schema: JSONSchema, input: unknown, check: (schema: JSONSchema) => Validation): Validation {
  const counting = countingOf.get(schema) ?? toCounting(schema);
  if (!counting.hasReferences) return check(schema);
  counting.left = atLeast + perValue * countValues(input);
  try {
    return check(counting.schema);
  } catch (error) {
    if (error !== tooMany) throw error;
    return { issues: [{ message: "cannot be checked: the schema's references multiply at each level of it" }] };
  }
}

function toCounting(schema: JSONSchema): Counting {
  const counting: Counting = { schema, hasReferences: false, left: 0 };
  counting.schema = copy(schema, counting) as JSONSchema;
  countingOf.set(schema, counting);
  return counting;
}

function copy(value: unknown, counting: Counting): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => copy(item, counting));
  const made = {};
  for (const [key, member] of Object.entries(value)) {
    const isReference = typeof member === 'string' && (key === '$ref' || key === '$dynamicRef');
    const get = () => {
      counting.left -= 1;
      if (counting.left < 0) throw tooMany;
      return member;
    };
    counting.hasReferences ||= isReference;
    const content = isReference ? { get } : { value: copy(member, counting), writable: true };
    Object.defineProperty(made, key, { ...content, enumerable: true, configurable: true });
  }
  return made;
}

function countValues(input: unknown): number {
  if (typeof input !== 'object' || input === null) return 1;
  return Object.values(input).reduce((sum: number, value) => sum + countValues(value), 1);
}
