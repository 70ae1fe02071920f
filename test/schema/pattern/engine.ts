/** Compares the simulation of patterns with the regular expressions of the engine. */
import { compilePattern } from '../../../src/schema/pattern/compile-pattern.js';

export interface Comparison {
  pairs: number;
  matches: number;
  readonly unchecked: string[];
  /** Texts for which the two differ, with the pattern. */
  readonly different: string[];
  /** Those for which the engine matched from within a surrogate pair, which ECMAScript does not do. */
  readonly withinPairs: string[];
}

export const noComparison = (): Comparison => ({ pairs: 0, matches: 0, unchecked: [], different: [], withinPairs: [] });

/** Adds a pattern and its texts to a comparison. */
export function compare(comparison: Comparison, source: string, texts: readonly string[]): void {
  const compiled = compilePattern(source, unlimited());
  if ('unchecked' in compiled) {
    comparison.unchecked.push(source);
    return;
  }
  const regExp = engineRegExp(source);
  for (const text of texts) {
    comparison.pairs += 1;
    const isMatch = compiled.test(text, unlimited());
    if (isMatch) comparison.matches += 1;
    if (isMatch === regExp.test(text)) continue;
    const isOfPair = regExp.unicode && isMatch === matchesFromCodePoint(source, text);
    comparison[isOfPair ? 'withinPairs' : 'different'].push(`/${source}/${regExp.flags} ${JSON.stringify(text)}`);
  }
}

export function unlimited() {
  return { left: Number.POSITIVE_INFINITY, states: Number.POSITIVE_INFINITY };
}

/** Whether the engine accepts a pattern. */
export function isRegExp(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags).source !== '';
  } catch {
    return false;
  }
}

function engineRegExp(source: string): RegExp {
  return new RegExp(source, isRegExp(source, 'u') ? 'u' : '');
}

/** Tries each position between code points, as ECMAScript does. V8 also tries between the halves of a surrogate pair. */
function matchesFromCodePoint(source: string, text: string): boolean {
  const sticky = new RegExp(source, 'uy');
  let start = 0;
  const starts = [start, ...Array.from(text, (character) => (start += character.length))];
  return starts.some((each) => {
    sticky.lastIndex = each;
    return sticky.test(text);
  });
}
