/**
 * Kleene's three values in their order: a conjunction is the least of its parts, a disjunction the greatest, and the negation
 * of a verdict is `yes - verdict`. *Unsure* stands for what a schema says and the reader did not understand. @module
 */
export type Verdict = 0 | 1 | 2;
export const no = 0;
export const unsure = 1;
export const yes = 2;

/** The verdict of a conjunction. */
export function least(one: Verdict, other: Verdict): Verdict {
  return one < other ? one : other;
}
