import { codeOf, ToolferryError } from '../../errors.js';
import { passingCodes } from '../passing-codes.js';
import type { RunFailure } from './thread.js';

/** Returns whether the same start or answers may be sent again after a failure. */
export function mayBeSentAgain(error: unknown): boolean {
  return passingCodes.has(codeOf(error) ?? '');
}

/**
 * Returns what a client learns of an error: the code of a ToolferryError, and its message. One that was caused by another library's
 * error may quote it, with addresses and keys.
 */
export function failureOf(error: unknown): RunFailure {
  const advice = mayBeSentAgain(error) ? ' Send the same request again, or stop the run.' : '';
  const message = isOurs(error) ? error.message : `The run failed on the server.${advice}`;
  return { code: codeOf(error) ?? 'run_failed', message };
}

function isOurs(error: unknown): error is ToolferryError {
  return ToolferryError.isInstance(error) && (error.cause === undefined || isOurs(error.cause));
}
