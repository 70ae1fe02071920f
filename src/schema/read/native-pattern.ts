import { needsUnicode } from '../needs-unicode.js';
import type { PatternTest } from './place.js';

/**
 * Compiles a pattern to a regular expression of the engine: for schemas of this process's own authors. With the `u` flag, as
 * JSON Schema says; without it where only that is valid, as people write them (`[\w-.]`, `\-`).
 */
export function nativePattern(source: string): PatternTest {
  const pattern = compile(source, 'u') ?? (needsUnicode(source) ? undefined : compile(source, ''));
  return pattern === undefined
    ? { unchecked: `${JSON.stringify(source.slice(0, 200))} is not a valid regular expression` }
    : { test: (text) => pattern.test(text) };
}

function compile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
