import { canonical } from '../canonical.js';
import { type Steps, spend } from '../steps.js';

/** A set of JSON values. Two objects with the same members are the same value, in whatever order they stand. */
export interface ValueSet {
  has(value: unknown, steps: Steps): boolean;
  /** Adds a value. Returns false if the set has it. */
  add(value: unknown, steps: Steps): boolean;
}

export function createValueSet(): ValueSet {
  const primitives = new Set<unknown>();
  const canonicals = new Set<string>();
  const entry = (value: unknown, steps: Steps): [Set<unknown>, unknown] => {
    if (typeof value !== 'object' || value === null) return [primitives, value];
    const text = canonical(value);
    spend(steps, text.length);
    return [canonicals, text];
  };
  return {
    has(value, steps) {
      const [values, key] = entry(value, steps);
      return values.has(key);
    },
    add(value, steps) {
      const [values, key] = entry(value, steps);
      if (values.has(key)) return false;
      values.add(key);
      return true;
    },
  };
}
