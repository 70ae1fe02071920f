import { codeOf, ToolferryError } from '../errors.js';
import type { RunFailure } from './thread.js';

/**
 * Returns what a client learns of an error: the code of a ToolferryError, and its message. One that was caused by another library's
 * error may quote it, with addresses and keys.
 */
export function failureOf(error: unknown): RunFailure {
  const message = isOurs(error) ? error.message : 'The run failed on the server.';
  return { code: codeOf(error) ?? 'run_failed', message };
}

function isOurs(error: unknown): error is ToolferryError {
  return ToolferryError.isInstance(error) && (error.cause === undefined || isOurs(error.cause));
}
