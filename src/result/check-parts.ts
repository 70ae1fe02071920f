import { ToolferryError } from '../errors.js';
import { getProperty, isObject } from '../unknown.js';
import { isString } from './content-part.js';

const partForm = "{ type: 'text', text } or { type: 'file', mediaType, data or url }";

/**
 * Checks the parts of a result, which come from JavaScript or from another copy of this package. Null counts as absent. Throws
 * `invalid_output` for the first malformed part: no adapter expects one.
 */
export function checkParts(parts: unknown, isPart: (value: unknown) => boolean): void {
  if (!isObject(parts)) throw malformed(`it expects an object such as { output, content }, not ${kindOf(parts)}`);
  checkItems('content', parts.content, isPart, partForm);
  checkItems('stdout', parts.stdout, isString, 'a string');
  checkItems('stderr', parts.stderr, isString, 'a string');
  checkError(parts.error ?? undefined);
}

function checkItems(name: string, items: unknown, isItem: (value: unknown) => boolean, form: string): void {
  if (items === undefined || items === null) return;
  if (!Array.isArray(items)) throw malformed(`${name} must be an array, not ${kindOf(items)}`);
  const index = items.findIndex((item) => !isItem(item));
  if (index >= 0) throw malformed(`${name}[${index}] must be ${form}, not ${kindOf(items[index])}`);
}

function checkError(error: unknown): void {
  if (error === undefined) return;
  const [message, code] = [getProperty(error, 'message'), getProperty(error, 'code')];
  if (!isString(message)) throw malformed('error must be an object with a message, { message, code?, data? }');
  if (code !== undefined && !isString(code)) throw malformed(`error.code must be a string, not ${kindOf(code)}`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return 'this object';
}

function malformed(problem: string): ToolferryError {
  return new ToolferryError('invalid_output', `toolResult() was called with a malformed part: ${problem}.`);
}
