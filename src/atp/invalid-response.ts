import { ToolferryError } from '../errors.js';
import { toJSON } from '../result/to-json.js';
import type { JSONValue } from '../types.js';

/** An answer of the server that cannot be used. */
export function invalidResponse(message: string): ToolferryError {
  return new ToolferryError('invalid_response', message);
}

/**
 * Copies a value of an answer. Throws `invalid_response` if it is not JSON, too large or nested too deeply. The number of its
 * values is limited by the call that it belongs to.
 */
export function readJSON(value: unknown): JSONValue {
  try {
    return toJSON(value, { maxNodes: Number.POSITIVE_INFINITY });
  } catch {
    throw invalidResponse('The ATP server answered with a value that is not JSON or is nested too deeply.');
  }
}
