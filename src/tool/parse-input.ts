import { toJSON } from '../result/to-json.js';
import type { JSONValue } from '../types.js';

/** An input as JSON that nothing else refers to, or the problem with it. */
export type ParsedInput = { readonly value: { [key: string]: JSONValue } } | { readonly problem: string };

/**
 * Parses a call's input. Absent, null, a blank string and the string `null` are `{}`. A string is parsed once: JSON text
 * inside JSON text is not an object.
 */
export function parseInput(input: unknown): ParsedInput {
  try {
    const given: unknown = typeof input === 'string' ? JSON.parse(input.trim() === '' ? '{}' : input) : input;
    const value = toJSON(given, '__proto__') ?? {};
    return typeof value === 'object' && !Array.isArray(value)
      ? { value }
      : { problem: 'the input must be a JSON object' };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: 'the input is not valid JSON' };
    return { problem: 'the input cannot be converted to JSON, or has a key __proto__' };
  }
}
