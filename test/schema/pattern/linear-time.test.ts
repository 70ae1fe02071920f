/** Counts steps instead of time, so that the result does not depend on the machine. */
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../src/schema/pattern/compile-pattern.js';
import { cubic, exponential, quadratic } from '../pattern-lists.ts';
import { unlimited } from './engine.ts';

const categories = 'Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co Cn'.split(' ');
const nested = (levels: number) => `^${'(?=a*'.repeat(levels)}b${')'.repeat(levels)}`;
const hostile = [
  '^(?=a*(?=a*(?=a*(?=a*b))))',
  nested(14),
  nested(30),
  '^a*a*(?=a*a*b)',
  '^(?=.*(?=.*(?=.*x)))',
  '^(?:(?=(a+)+b)a)*$',
  '(?<=(?<=(?<=a*)a*)a*)b',
  '^(?:(?!(?:a|aa)+$)a)*$',
  '^(?:\\s|[\\u2e80-\\u9fff])+$',
  `^(?:${categories.map((name) => `\\p{${name}}`).join('|')})*$`,
  '^(?:a{1,50}){1,30}$',
  '(?:a{2,100}b?){3}c',
  '^(a|b|ab)*(?<!(?:a|b|ab)*c)$',
];
const checked = [...exponential, ...cubic, ...quadratic].filter((pattern) => !pattern.includes('\\1'));

/** Returns the number of steps that a pattern takes for a text. */
function stepsOf(pattern: string, text: string): number {
  const compiled = compilePattern(pattern, unlimited());
  if ('unchecked' in compiled) throw new Error(compiled.unchecked);
  const steps = { left: 1e9 };
  compiled.test(text, steps);
  return 1e9 - steps.left;
}

describe('a text that is four times as long takes four times the steps at most:', () => {
  const texts = ['a', 'ab', 'x', '1 ', 'a1.-', '\u3000', '\u2e80', '😀', '"', ' ', '='];
  test.for([...hostile, ...checked])('%s', (pattern) => {
    for (const repeated of texts) {
      const [short, long] = [1_000, 4_000].map((times) => stepsOf(pattern, `${repeated.repeat(times)}!`));
      // Where a text begins costs more or less than what repeats.
      expect(long).toBeLessThanOrEqual(4 * (short as number) + 2_000);
    }
  });
});

test('a character takes at most four steps for each state', () => {
  for (const pattern of [...hostile, ...checked, '(?:a?){500}(?:b|c){100}', '(?:(?:a|b)?c?){200}']) {
    const budget = unlimited();
    budget.states = 2_000;
    compilePattern(pattern, budget);
    const states = 2_000 - budget.states;
    expect(stepsOf(pattern, 'a'.repeat(1_000))).toBeLessThan(1_000 * 4 * (states + 1));
  }
});

describe('the work of compiling patterns comes from one budget:', () => {
  test('nothing is parsed once it is used up, so 9,000 patterns that are too large cost as much as 40', () => {
    const budget = { left: 100_000, states: 20_000 };
    const results = Array.from({ length: 9_000 }, () => compilePattern('(?:ab|c){900}', budget));
    const parsed = results.findIndex((result) => 'unchecked' in result && result.unchecked.startsWith('exceeds'));
    expect(results.slice(0, parsed)).toEqual(Array(parsed).fill({ unchecked: 'is too large' }));
    expect(results.slice(parsed)).toEqual(
      Array(9_000 - parsed).fill({ unchecked: 'exceeds the work for one definition' }),
    );
    expect(parsed).toBeLessThan(40);
  });

  test('states are shared, and refused patterns give theirs back', () => {
    const shared = { left: 1e6, states: 3_000 };
    expect(compilePattern('(?:ab|c){900}', shared)).toEqual({ unchecked: 'is too large' });
    expect(shared.states).toBe(3_000);
    expect(compilePattern('x'.repeat(1_600), shared)).toHaveProperty('test');
    expect(compilePattern('x'.repeat(1_600), shared)).toEqual({ unchecked: 'is too large' });
    expect(compilePattern('x'.repeat(1_400), shared)).toHaveProperty('test');
  });

  test.for([
    ['empty groups, nested and repeated', '(?:(?:(?:){100000}){100000}){100000}', 300],
    ['lookarounds, nested and repeated', '(?:(?:(?:(?=)){100000}){100000}){100000}', 20_000],
    ['empty alternatives, repeated', `(?:${'|'.repeat(2_000)}){100000}`, 20_000],
    ['empty groups in a repeated group', `(?:${'(?:)'.repeat(2_000)}a){1000}`, 100_000],
    ['nested repetitions', `${'(?:'.repeat(10)}a${'){0,9}'.repeat(10)}`, 20_000],
    ['15,000 characters', 'a-z|'.repeat(3_750), 100_000],
    ['a class of 15,000 characters', `[${'ab'.repeat(7_500)}]`, 100_000],
    ['6,000 groups', '('.repeat(6_000) + ')'.repeat(6_000), 100_000],
  ] as const)('%s end within it', ([, pattern, most]) => {
    const budget = { left: 100_000, states: 20_000 };
    compilePattern(pattern, budget);
    // What exceeds the budget is charged before it is done.
    expect(100_000 - Math.max(budget.left, 0)).toBeLessThanOrEqual(most);
    expect(budget.states).toBeGreaterThanOrEqual(18_000);
  });
});
