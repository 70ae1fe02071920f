import type { AST } from '@eslint-community/regexpp';
import { type Steps, spend } from '../steps.js';

/** Whether a part of a pattern matches one character. Spends steps only on what takes long. */
export type CharacterTest = (code: number, steps: Steps) => boolean;

/** A part of a pattern that matches one character. */
export type CharacterNode = AST.Character | AST.CharacterClass | AST.CharacterSet;

type Range = readonly [min: number, max: number];

const asciiSize = 128;
/** A regular expression of one property takes as long as this many steps of a simulation. */
const propertyCost = 3;

/** Returns the test of a part that matches one character. It keeps no node, because each refers to the whole tree. */
export function characterTest(node: CharacterNode): CharacterTest {
  switch (node.type) {
    case 'Character':
      return equals(node.value);
    case 'CharacterSet':
      return node.kind === 'any' ? isNoLineTerminator : characterSetTest(node);
    case 'CharacterClass':
      return characterClassTest(node.elements, node.negate);
  }
}

function equals(value: number): CharacterTest {
  return (code) => code === value;
}

function characterSetTest(node: AST.EscapeCharacterSet | AST.UnicodePropertyCharacterSet): CharacterTest {
  const { kind, negate } = node;
  if (kind === 'digit') return (code) => isDigit(code) !== negate;
  if (kind === 'word') return (code) => isWordCharacter(code) !== negate;
  return engineTest(node.kind === 'property' ? propertySource(node) : '\\s', negate);
}

function characterClassTest(elements: readonly AST.CharacterClassElement[], isNegated: boolean): CharacterTest {
  const ranges: Range[] = [];
  const tests = new Map<string, CharacterTest>();
  for (const element of elements) {
    if (element.type === 'Character') ranges.push([element.value, element.value]);
    else if (element.type === 'CharacterClassRange') ranges.push([element.min.value, element.max.value]);
    else if (!tests.has(element.raw)) tests.set(element.raw, characterTest(element as CharacterNode));
  }
  const joined = joinRanges(ranges);
  const others = [...tests.values()];
  return remembersASCII(
    (code, steps) => (isInRanges(joined, code) || others.some((test) => test(code, steps))) !== isNegated,
  );
}

/** Keeps the result for each ASCII character, of which most strings consist. */
function remembersASCII(test: CharacterTest): CharacterTest {
  const known: boolean[] = [];
  return (code, steps) => {
    if (code >= asciiSize) return test(code, steps);
    known[code] ??= test(code, steps);
    return known[code];
  };
}

/** Sorts ranges, and joins those that overlap, so that a class of thousands takes few comparisons. */
function joinRanges(ranges: readonly Range[]): readonly Range[] {
  const joined: Range[] = [];
  for (const [min, max] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = joined.at(-1);
    if (last && min <= last[1] + 1) joined[joined.length - 1] = [last[0], Math.max(last[1], max)];
    else joined.push([min, max]);
  }
  return joined;
}

function isInRanges(ranges: readonly Range[], code: number): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [min, max] = ranges[middle] as Range;
    if (code < min) high = middle - 1;
    else if (code > max) low = middle + 1;
    else return true;
  }
  return false;
}

const regExps = new Map<string, RegExp>();

/**
 * Tests one property or `\s` with a regular expression of the engine, whose version of Unicode decides. The parser knows every
 * name that it accepts, so the sources are few, and nothing else of a pattern is compiled.
 */
function engineTest(source: string, isNegated: boolean): CharacterTest {
  const regExp = regExps.get(source) ?? new RegExp(`^${source}$`, 'u');
  regExps.set(source, regExp);
  return remembersASCII((code, steps) => {
    spend(steps, propertyCost);
    return regExp.test(String.fromCodePoint(code)) !== isNegated;
  });
}

function propertySource({ key, value }: AST.UnicodePropertyCharacterSet): string {
  return `\\p{${value === null ? key : `${key}=${value}`}}`;
}

function isNoLineTerminator(code: number): boolean {
  return code !== 0x0a && code !== 0x0d && code !== 0x2028 && code !== 0x2029;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isWordCharacter(code: number): boolean {
  return isDigit(code) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}
