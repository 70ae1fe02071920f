/** The simulation of patterns, compared with V8. `PATTERN_RUNS=20000` compares more than the suite does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, isRegExp, noComparison } from './engine.ts';
import { randomPatterns, randomTexts } from './random-patterns.ts';

const numRuns = Number(process.env.PATTERN_RUNS ?? 1_000);
const texts = fc.array(randomTexts, { minLength: 20, maxLength: 20 });

test.for([
  ['with u', true],
  ['without u', false],
] as const)('random patterns %s match the same texts as in V8', { timeout: 3_600_000 }, ([name, isUnicode]) => {
  const total = noComparison();
  const property = fc.property(randomPatterns(isUnicode), texts, (pattern, some) => {
    const comparison = noComparison();
    compare(comparison, pattern, some);
    total.pairs += comparison.pairs;
    total.matches += comparison.matches;
    total.unchecked.push(...comparison.unchecked);
    total.withinPairs.push(...comparison.withinPairs);
    expect(comparison.different).toEqual([]);
  });
  fc.assert(property, { numRuns });
  const { pairs, matches, unchecked, withinPairs } = total;
  console.log(
    `${numRuns} patterns ${name}, ${unchecked.length} unchecked; ${pairs} pairs with a text, ${matches} match, 0 differ; ` +
      `${withinPairs.length} where V8 matches within a surrogate pair`,
    ...withinPairs,
  );
  expect(unchecked.filter((pattern) => isRegExp(pattern, isUnicode ? 'u' : ''))).toEqual([]);
});
