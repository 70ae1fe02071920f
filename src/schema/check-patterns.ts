import type { DefinitionIssue } from '../types.js';
import { patternsOf } from './check-schema.js';
import { issueIf } from './issue-if.js';
import { formatCount } from './limits.js';
import type { Walk } from './walk.js';

/** For all patterns of one definition: a few hundred milliseconds at the very most. */
const maxSteps = 300_000;

/**
 * The patterns of a schema that could keep this process busy. What looks at them is loaded by the first pattern that needs
 * it: two repetitions, a choice or a backreference are the least that can take more than quadratic time.
 */
export async function checkPatterns(walk: Walk, most: number): Promise<DefinitionIssue[]> {
  const patterns = [...walk.schemas.values()]
    .flatMap(patternsOf)
    .filter(([, pattern]) => most < 2 || mayTakeLong(pattern));
  if (patterns.length === 0 || most === Number.POSITIVE_INFINITY) return [];
  const { patternPower } = await import('./pattern/pattern-power.js');
  const budget = { steps: maxSteps };
  const powerOf = (pattern: string) => patternPower(pattern, budget);
  const told = new Map<string, string | undefined>();
  for (const [, pattern] of patterns) {
    // One that was too much is enough: of very many, each would take its time.
    if (!told.has(pattern) && budget.steps >= 0) told.set(pattern, danger(pattern, most, powerOf));
  }
  return patterns.flatMap(([path, pattern]) => issueIf(told.get(pattern) !== undefined, path, told.get(pattern) ?? ''));
}

function mayTakeLong(pattern: string): boolean {
  return /\||\\[1-9k]/.test(pattern) || (pattern.match(/[*+?{]/g)?.length ?? 0) > 1;
}

/** What is wrong with a pattern. One that cannot be decided may be anything. */
function danger(pattern: string, most: number, powerOf: (pattern: string) => number): string | undefined {
  const shown = JSON.stringify(pattern.length > 200 ? `${pattern.slice(0, 200)} …` : pattern);
  try {
    const power = powerOf(pattern);
    if (power <= most) return undefined;
    return power === Number.POSITIVE_INFINITY
      ? `${shown} takes time that doubles with each character (catastrophic backtracking)`
      : `${shown} takes time that grows with the power ${power} of a text's length; at most ${formatCount(most)}`;
  } catch (error) {
    return `${shown} cannot be checked for catastrophic backtracking: it ${reason(error)}`;
  }
}

function reason(error: unknown): string {
  return error instanceof Error && error.name === 'Undecided' ? error.message : 'is too large';
}
