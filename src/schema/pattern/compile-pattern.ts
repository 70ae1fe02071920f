import { OutOfSteps, type Steps, spend } from '../steps.js';
import { buildProgram } from './build-program.js';
import { parsePattern } from './parse-pattern.js';
import { countStates } from './program.js';
import { simulate } from './simulate.js';
import { UncheckedPattern } from './unchecked-pattern.js';

/** A pattern that runs in linear time, or why it cannot be checked: the rest of a sentence that starts with "it". */
export type LinearPattern = { readonly test: (text: string, steps: Steps) => boolean } | { readonly unchecked: string };

const maxLength = 20_000;
const maxStates = 2_000;

/**
 * Compiles an untrusted pattern to a test that takes linear time: whether the pattern matches anywhere in a string, as in
 * JavaScript. The test throws OutOfSteps if its steps do not suffice. The work and the states come from a budget, which all
 * patterns of a definition share. Never throws.
 */
export function compilePattern(source: string, budget: Steps & { states: number }): LinearPattern {
  try {
    spend(budget, 20);
    if (source.length > maxLength) throw new UncheckedPattern('is too long');
    spend(budget, 6 * source.length);
    const program = buildProgram(parsePattern(source), budget, Math.min(maxStates, budget.states));
    budget.states -= countStates(program);
    return { test: (text, steps) => simulate(program, text, steps) };
  } catch (error) {
    return { unchecked: reason(error) };
  }
}

function reason(error: unknown): string {
  if (error instanceof UncheckedPattern) return error.message;
  if (error instanceof OutOfSteps) return 'exceeds the work for one definition';
  // The parser and the builder are recursive, and overflow the stack on thousands of nested groups.
  if (error instanceof RangeError) return 'nests too deeply';
  // The engine may know an older version of Unicode than the parser.
  return 'uses a property that this engine does not know';
}
