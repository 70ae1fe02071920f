import { ToolferryError } from '../errors.js';
import { maxText, toJSON, tooMuchText } from '../result/to-json.js';
import { defaultLimits } from '../schema/limits.js';
import type { JSONValue } from '../types.js';
import { getProperty } from '../unknown.js';

/** An input as JSON that nothing else refers to, or the problem with it. */
export type ParsedInput = { readonly value: { [key: string]: JSONValue } } | { readonly problem: string };

/**
 * Parses a call's input. Absent, null, a blank string and the string `null` are `{}`. A string is parsed once: JSON text
 * inside JSON text is not an object.
 */
export function parseInput(input: unknown, maxNodes: number = defaultLimits.inputNodes): ParsedInput {
  if (typeof input === 'string' && input.length > maxText) return { problem: `the input contains ${tooMuchText}` };
  try {
    const given: unknown = typeof input === 'string' ? JSON.parse(input.trim() === '' ? '{}' : input) : input;
    const value = toJSON(given, { maxNodes, refusedKey: '__proto__' }) ?? {};
    return typeof value === 'object' && !Array.isArray(value)
      ? { value }
      : { problem: 'the input must be a JSON object' };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: notJSON(String(input)) };
    const what = ToolferryError.isInstance(error) ? getProperty(error.data, 'contains') : undefined;
    return { problem: `the input contains ${what ?? 'something that cannot be read'}` };
  }
}

function notJSON(text: string): string {
  const problem = 'the input is not valid JSON';
  return endsEarly(text)
    ? `${problem}: the text ends in the middle, after ${text.length} characters, so it was probably cut off in transit`
    : problem;
}

/** Whether JSON text ends inside a string, an object or an array. */
function endsEarly(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (isInString && character === '\\') index += 1;
    else if (character === '"') isInString = !isInString;
    else if (!isInString && '{['.includes(character)) depth += 1;
    else if (!isInString && '}]'.includes(character)) depth -= 1;
  }
  return isInString || depth > 0;
}
