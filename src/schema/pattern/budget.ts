/** The steps that remain for analysing patterns. Counts steps instead of time, so that the result is deterministic. */
export interface Budget {
  steps: number;
}

/** Thrown if a pattern cannot be decided. The message continues a sentence that starts with "it". */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

export function spend(budget: Budget, steps = 1): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw new Undecided('is too large');
}
