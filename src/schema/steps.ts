/** The steps that remain for a piece of work. Counts steps instead of time, so that the result is deterministic. */
export interface Steps {
  left: number;
}

/** Thrown if work needs more steps than remain. */
export class OutOfSteps extends Error {
  override readonly name = 'OutOfSteps';
}

/** Counts steps, before the work that they pay for. Throws OutOfSteps if fewer remain. */
export function spend(steps: Steps, cost: number): void {
  steps.left -= cost;
  if (steps.left < 0) throw new OutOfSteps('no steps remain');
}
