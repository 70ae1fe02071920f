import type { JSONSchema, Validation } from '../types.js';

/** The number of references that a check may follow: a base, plus some for each value of the input. */
const base = 10_000;
const perValue = 100;
const tooMany = new Error('too many references were followed');

/** A schema, copied so that it counts how often its references are read. */
interface Counting {
  schema: JSONSchema;
  hasReferences: boolean;
  left: number;
}

const countingOf = new WeakMap<JSONSchema, Counting>();

/**
 * Validates an input against an untrusted schema, and gives up after following more references than a legitimate schema
 * needs: a recursion that branches at each level doubles the work with each level of the input, and a few dozen levels are
 * enough to keep the process busy. typebox 1.4.3 reads `$ref` each time that it follows it, and has no limit.
 */
export function withinSteps(schema: JSONSchema, input: unknown, check: (schema: JSONSchema) => Validation): Validation {
  const counting = countingOf.get(schema) ?? toCounting(schema);
  if (!counting.hasReferences) return check(schema);
  counting.left = base + perValue * countValues(input);
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
  const copied = {};
  for (const [key, member] of Object.entries(value)) {
    const isReference = typeof member === 'string' && (key === '$ref' || key === '$dynamicRef');
    const get = () => {
      counting.left -= 1;
      if (counting.left < 0) throw tooMany;
      return member;
    };
    counting.hasReferences ||= isReference;
    const content = isReference ? { get } : { value: copy(member, counting), writable: true };
    Object.defineProperty(copied, key, { ...content, enumerable: true, configurable: true });
  }
  return copied;
}

function countValues(input: unknown): number {
  if (typeof input !== 'object' || input === null) return 1;
  return Object.values(input).reduce((sum: number, value) => sum + countValues(value), 1);
}
