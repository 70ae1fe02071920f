import { type AST, visitRegExpAST } from '@eslint-community/regexpp';
import { type Budget, spend } from './budget.js';

/** A part of a pattern that matches one character. */
type Atom = AST.Character | AST.CharacterClass | AST.CharacterSet;

/** The characters that a part matches: one bit for each class of characters that the pattern distinguishes. */
export type CharacterSet = bigint;

/** Samples outside ASCII, which `\s` and negated classes distinguish. */
const commonSamples = [0x85, 0xa0, 0xe9, 0x2028, 0x4e00, 0xfeff, 0x1f600, 0x10ffff];
/** Every code point up to here is a sample for Unicode properties. Above are only ideographs and unassigned code points. */
const planes = 0x20000;
const higherSamples = [0x20000, 0x30000, 0xe0001, 0xe0100, 0xf0000];

/**
 * Returns the character set of each part of a pattern that matches one character, by its source. The engine itself decides
 * what matches.
 */
export function characterSets(pattern: AST.Pattern, budget: Budget): ReadonlyMap<string, CharacterSet> {
  const { atoms, samples, hasProperties } = readCharacters(pattern);
  const sources = [...atoms];
  const text = (hasProperties ? allPlanes() : '') + fromCodePoints([...samples]);
  spend(budget, (sources.length * text.length) / 40);
  const runs = sources.map((source) => runsOf(source, text));
  const bounds = [...new Set(runs.flat(2))].sort((one, other) => one - other);
  const sets = sources.map(() => 0n);
  const kinds = new Map<string, bigint>();
  const inside = sources.map(() => 0);
  for (const bound of bounds) {
    runs.forEach((ranges, index) => {
      while ((ranges[inside[index] ?? 0]?.[1] ?? Number.POSITIVE_INFINITY) <= bound)
        inside[index] = (inside[index] ?? 0) + 1;
    });
    const matches = runs.map((ranges, index) => (ranges[inside[index] ?? 0]?.[0] ?? Number.POSITIVE_INFINITY) <= bound);
    const kind = matches.join();
    const bit = kinds.get(kind) ?? 1n << BigInt(kinds.size);
    kinds.set(kind, bit);
    matches.forEach((isMatch, index) => {
      if (isMatch) sets[index] = (sets[index] ?? 0n) | bit;
    });
  }
  return new Map(sources.map((source, index) => [source, sets[index] ?? 0n]));
}

/** Returns the ranges of a string whose characters a part matches. */
function runsOf(source: string, text: string): [from: number, to: number][] {
  const found = text.matchAll(new RegExp(`(?:${source})+`, 'gu'));
  return [...found].map(({ index, 0: run }) => [index, index + run.length]);
}

let planesText: string | undefined;

function allPlanes(): string {
  planesText ??= fromCodePoints([...Array(planes).keys(), ...higherSamples]);
  return planesText;
}

/** Joins samples into one string. Low surrogates come first: after a high one they would form another character. */
function fromCodePoints(samples: readonly number[]): string {
  const isLow = (sample: number) => sample >= 0xdc00 && sample <= 0xdfff;
  const sorted = [...samples.filter(isLow), ...samples.filter((sample) => !isLow(sample))];
  return sorted.map((sample) => String.fromCodePoint(sample)).join('');
}

/** Returns the parts that match one character, and enough samples to distinguish them. */
function readCharacters(pattern: AST.Pattern) {
  let hasProperties = false;
  const atoms = new Set<string>();
  const samples = new Set([...Array(0x80).keys(), ...commonSamples]);
  const add = (node: Atom) => {
    if (!isPartOfClass(node)) atoms.add(node.raw);
  };
  visitRegExpAST(pattern, {
    onCharacterEnter(node) {
      add(node);
      for (const near of [node.value - 1, node.value, node.value + 1]) {
        if (near >= 0 && near <= 0x10ffff) samples.add(near);
      }
    },
    onCharacterClassEnter: add,
    onCharacterSetEnter(node) {
      add(node);
      hasProperties ||= node.kind === 'property';
    },
  });
  return { atoms, samples, hasProperties };
}

function isPartOfClass({ parent }: Atom): boolean {
  return parent?.type === 'CharacterClass' || parent?.type === 'CharacterClassRange';
}
