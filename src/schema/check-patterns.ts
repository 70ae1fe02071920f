import type { DefinitionIssue } from '../types.js';
import { patternsOf } from './check-schema.js';
import { formatCount } from './limits.js';
import type { Walk } from './walk.js';

/** Shared by all patterns of one definition; takes a few hundred milliseconds at most. */
const maxSteps = 300_000;

/**
 * Reports the patterns of a schema that could keep this process busy. The analysis is loaded with the first pattern that
 * needs it: without two repetitions, an alternative or a backreference a pattern takes at most quadratic time.
 */
export async function checkPatterns(walk: Walk, maxPower: number): Promise<DefinitionIssue[]> {
  const patterns = [...walk.patterned]
    .flatMap(patternsOf)
    .filter(([, pattern]) => maxPower < 2 || mayTakeLong(pattern));
  if (patterns.length === 0 || maxPower === Number.POSITIVE_INFINITY) return [];
  const { patternPower } = await import('./pattern/pattern-power.js');
  const budget = { steps: maxSteps };
  const powerOf = (pattern: string) => patternPower(pattern, budget);
  const problems = new Map<string, string | undefined>();
  for (const [, pattern] of patterns) {
    // Stops at the first pattern that exceeds the budget: one refuses the tool, and each further one would take time too.
    if (!problems.has(pattern) && budget.steps >= 0) problems.set(pattern, problemOf(pattern, maxPower, powerOf));
  }
  return patterns.flatMap(([path, pattern]) => {
    const problem = problems.get(pattern);
    return problem === undefined ? [] : [{ path, message: problem }];
  });
}

function mayTakeLong(pattern: string): boolean {
  return /\||\\[1-9k]/.test(pattern) || (pattern.match(/[*+?{]/g)?.length ?? 0) > 1;
}

/** Returns the problem with a pattern. One that cannot be decided counts as dangerous. */
function problemOf(pattern: string, maxPower: number, powerOf: (pattern: string) => number): string | undefined {
  const shown = JSON.stringify(pattern.length > 200 ? `${pattern.slice(0, 200)} …` : pattern);
  try {
    const power = powerOf(pattern);
    if (power <= maxPower) return undefined;
    return power === Number.POSITIVE_INFINITY
      ? `${shown} takes time that doubles with each character (catastrophic backtracking)`
      : `${shown} takes time that grows with the power ${power} of the input's length; the maximum is ${formatCount(maxPower)}`;
  } catch (error) {
    return `${shown} cannot be checked for catastrophic backtracking: it ${reason(error)}`;
  }
}

function reason(error: unknown): string {
  return error instanceof Error && error.name === 'Undecided' ? error.message : 'is too large';
}
