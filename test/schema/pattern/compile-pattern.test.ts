import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../src/schema/pattern/compile-pattern.js';
import { OutOfSteps } from '../../../src/schema/steps.js';
import { isRegExp, unlimited } from './engine.ts';

function testOf(source: string) {
  const compiled = compilePattern(source, unlimited());
  if ('unchecked' in compiled) throw new Error(compiled.unchecked);
  return (text: string) => compiled.test(text, unlimited());
}

const reason = (source: string, budget = unlimited()) => {
  const compiled = compilePattern(source, budget);
  return 'unchecked' in compiled ? compiled.unchecked : undefined;
};

describe('a pattern that no automaton can run is not checked:', () => {
  test.for<[what: string, source: string, reason: string]>([
    ['a backreference', '(a)\\1', 'has a backreference'],
    ['a named backreference', '(?<a>a)\\k<a>', 'has a backreference'],
    ['inline flags', '(?i:a)', 'changes flags'],
    ['flags of other languages', '(?i)a', 'is not a regular expression of JavaScript'],
    ['a named group of Python', '(?P<year>\\d{4})', 'is not a regular expression of JavaScript'],
    ['operators of the flag v', '[\\p{L}--[a-z]]', 'is not a regular expression of JavaScript'],
    ['an unknown property', '\\p{Nonsense}', 'is not a regular expression of JavaScript'],
    ['a property of strings', '\\p{RGI_Emoji}', 'is not a regular expression of JavaScript'],
    ['an open group', '(a', 'is not a regular expression of JavaScript'],
    ['2,001 states', 'x'.repeat(2_001), 'is too large'],
    ['a repeated group of 2,001 states', '(?:ab|c){501}', 'is too large'],
    ['20,001 characters', `[${'a'.repeat(19_999)}]`, 'is too long'],
    ['31 lookarounds', '(?=a)'.repeat(31), 'has too many lookarounds'],
    ['6,000 groups', '('.repeat(6_000) + ')'.repeat(6_000), 'nests too deeply'],
  ])('%s', ([, source, expected]) => {
    expect(reason(source)).toBe(expected);
  });
});

describe('a pattern without the flag u means what its author meant:', () => {
  test.for<[source: string, matching: string, other: string]>([
    ['^[\\w-.]+$', 'a-b.c', 'a b'],
    ['^\\d{4}\\-\\d{2}$', '2024-12', '2024/12'],
    ['^https\\:', 'https://a.b', 'https;'],
    ['^{[a-z]+}$', '{abc}', 'abc'],
    ['^[^\\]]+]$', 'a]', 'a'],
    ['^\\u12$', 'u12', '\u0012'],
    ['^.\\-$', '\ud83d-', '😀-'],
  ])('%s', ([source, matching, other]) => {
    expect([testOf(source)(matching), testOf(source)(other)]).toEqual([true, false]);
  });

  test('escapes that mean something else without u are not checked', () => {
    for (const source of ['\\p{L}\\-', '\\u{61}\\-', '\\k<a>\\-', '\\P{L}\\-'])
      expect(reason(source)).toBe('is not a regular expression of JavaScript');
    expect(testOf('^\\\\p\\-$')('\\p-')).toBe(true);
  });
});

describe('one character, repeated', () => {
  test('takes one state, however often', () => {
    const budget = unlimited();
    budget.states = 100;
    expect(reason('^.{1,4000}$', budget)).toBe(undefined);
    expect(budget.states).toBe(97);
  });

  test('matches between its bounds only', () => {
    const matches = testOf('^a{3,5}$');
    const lengths = [0, 1, 2, 3, 4, 5, 6, 7].filter((length) => matches('a'.repeat(length)));
    expect(lengths).toEqual([3, 4, 5]);
    expect(testOf('b{2,3}c')('abbbbbc')).toBe(true);
    expect(testOf('(?<!b)b{2,3}c')('abbbbc')).toBe(false);
    expect(testOf('^(?:a|ba{2,3})*$')('abaaaabaa')).toBe(true);
  });
});

test('a property that only newer engines know is not checked', () => {
  for (const property of ['\\p{L}', '\\p{Script=Garay}', '\\p{scx=Todhri}'])
    expect(reason(property)).toBe(
      isRegExp(property, 'u') ? undefined : 'uses a property that this engine does not know',
    );
});

test('an end and a start of lines are those of the text', () => {
  expect(testOf('^b$')('a\nb')).toBe(false);
  expect(testOf('^.$')('\u2028')).toBe(false);
});

test('a test that needs more steps than remain throws OutOfSteps', () => {
  const compiled = compilePattern('a*b', unlimited());
  const steps = { left: 1_000 };
  expect(() => 'test' in compiled && compiled.test('a'.repeat(10_000), steps)).toThrow(OutOfSteps);
  expect(steps.left).toBeLessThan(0);
});
