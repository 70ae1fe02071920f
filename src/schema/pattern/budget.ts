/** Steps that are left for looking at patterns: what takes longer is not decided. No clock: the answer is always the same. */
export interface Budget {
  steps: number;
}

/** Thrown where a pattern cannot be decided; the message says why, after "it". */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

export function spend(budget: Budget, steps = 1): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw new Undecided('is too large');
}
