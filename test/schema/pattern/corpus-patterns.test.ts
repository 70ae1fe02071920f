import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CorpusPatterns, corpusPatterns, realPatterns, skip } from './corpus-patterns.ts';
import { compare, isRegExp, noComparison } from './engine.ts';
import { randomTexts } from './random-patterns.ts';

if (skip) console.warn(`skipped: ${skip}`);

function compareAll({ name, patterns, maxLength }: CorpusPatterns) {
  const comparison = noComparison();
  for (const pattern of patterns) {
    compare(comparison, pattern, fc.sample(textsFor(pattern, maxLength), 60));
  }
  const { pairs, matches, unchecked } = comparison;
  console.log(
    `${name}: ${patterns.length} patterns, ${pairs} pairs with a text, ${matches} match, unchecked:`,
    unchecked,
  );
  return comparison;
}

/** Returns texts that match a pattern, texts of its characters, and other ones; if their length is limited, only the second. */
function textsFor(pattern: string, maxLength: number | undefined): fc.Arbitrary<string> {
  const characters = ['a', ...pattern.replaceAll(/\\(?!\\)/g, ''), ...pattern];
  const similar = fc.string({ unit: fc.constantFrom(...characters), maxLength: maxLength ?? 12 });
  if (maxLength !== undefined) return similar;
  const matching = matchingTexts(pattern) ?? similar;
  return fc.oneof(matching, fc.tuple(matching, similar).map(misspell), similar, randomTexts);
}

function misspell([text, other]: readonly [string, string]): string {
  return `${text.slice(0, -1)}${other.slice(0, 2)}`;
}

/** fast-check generates texts for most patterns, but not for lookarounds. */
function matchingTexts(pattern: string): fc.Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern, isRegExp(pattern, 'u') ? 'u' : ''), { maxLength: 40 });
  } catch {
    return undefined;
  }
}

describe('patterns that people write match the same texts as in V8:', () => {
  test.for(corpusPatterns)('$name', (corpus) => {
    const { pairs, different, unchecked } = compareAll(corpus);
    expect(pairs).toBeGreaterThan(0);
    expect(different).toEqual([]);
    expect(unchecked).toEqual(corpus.patterns.filter((pattern) => pattern === '^(.+)+\\1x$'));
  });

  test.skipIf(skip)('real definitions and the official suite', () => {
    for (const corpus of realPatterns()) {
      const { different, unchecked } = compareAll(corpus);
      expect([corpus.name, different, unchecked]).toEqual([corpus.name, [], []]);
    }
  });
});
