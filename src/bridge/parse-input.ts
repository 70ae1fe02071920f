import { toJSON } from '../result/to-json.js';
import type { JSONValue } from '../types.js';

/** An input as JSON that nobody else holds, or what is wrong with it. */
export type ParsedInput = { readonly value: { [key: string]: JSONValue } } | { readonly problem: string };

/** Absent, null, blank text and the text `null` are `{}`. Text is parsed once: a text in a text is no object. */
export function parseInput(input: unknown): ParsedInput {
  try {
    const given: unknown = typeof input === 'string' ? JSON.parse(input.trim() === '' ? '{}' : input) : input;
    const value = toJSON(given, '__proto__') ?? {};
    return typeof value === 'object' && !Array.isArray(value)
      ? { value }
      : { problem: 'the input must be a JSON object' };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: 'the input is not valid JSON' };
    return { problem: 'the input cannot be made JSON, or has a key __proto__' };
  }
}
