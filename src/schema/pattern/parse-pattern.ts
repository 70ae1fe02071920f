import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { needsUnicode } from '../needs-unicode.js';
import { UncheckedPattern } from './unchecked-pattern.js';

export interface ParsedPattern {
  readonly pattern: AST.Pattern;
  /** Whether the pattern reads code points, as with the flag `u`, or else UTF-16 units. */
  readonly isUnicode: boolean;
}

/**
 * Parses a pattern with the flag `u`, as JSON Schema recommends, or else without, because people write patterns such as
 * `[\w-.]` and `\-`, which are legal only there. Throws UncheckedPattern if it is legal in neither way.
 */
export function parsePattern(source: string): ParsedPattern {
  const parsed = parseAs(source, true) ?? (needsUnicode(source) ? undefined : parseAs(source, false));
  if (!parsed) throw new UncheckedPattern('is not a regular expression of JavaScript');
  return parsed;
}

function parseAs(source: string, isUnicode: boolean): ParsedPattern | undefined {
  try {
    return { pattern: new RegExpParser().parsePattern(source, 0, source.length, { unicode: isUnicode }), isUnicode };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
