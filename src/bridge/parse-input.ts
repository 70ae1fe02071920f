import { toJSON } from '../result/to-json.js';
import type { JSONValue } from '../types.js';

/** An input as JSON that nobody else holds, or what is wrong with it. */
export type ParsedInput = { readonly value: { [key: string]: JSONValue } } | { readonly problem: string };

/** Absent, null, blank text and the text `null` are `{}`. Text is parsed once: a text in a text is no object. */
export function parseInput(input: unknown): ParsedInput {
  const parsed = parse(input);
  if ('problem' in parsed) return parsed;
  const value = parsed.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) return { problem: 'the input must be a JSON object' };
  if (hasPrototypeKey(value)) return { problem: 'the input has a key __proto__' };
  return { value };
}

function parse(input: unknown): { readonly value: JSONValue } | { readonly problem: string } {
  if (typeof input === 'string' && input.trim() === '') return { value: null };
  try {
    return { value: toJSON(typeof input === 'string' ? JSON.parse(input) : input) };
  } catch (error) {
    return { problem: error instanceof SyntaxError ? 'the input is not valid JSON' : 'the input cannot be made JSON' };
  }
}

function hasPrototypeKey(value: JSONValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasPrototypeKey);
}
