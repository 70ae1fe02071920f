import { codeOf, ToolferryError } from '../errors.js';
import type { RunFailure } from './thread.js';

/** Returns what a client learns of an error: only the message of a ToolferryError. */
export function failureOf(error: unknown): RunFailure {
  const message = ToolferryError.isInstance(error) ? error.message : 'The run failed on the server.';
  return { code: codeOf(error) ?? 'run_failed', message };
}
