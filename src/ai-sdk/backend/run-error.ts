import { ToolferryError } from '../../errors.js';
import { statusCode } from '../../remote/status-code.js';
import { errorMessage } from '../../result/error-message.js';
import type { ErrorCode } from '../../types.js';
import { getProperty } from '../../unknown.js';

/**
 * Returns the error of a run whose model failed. The status of the provider's response decides its code, so that a journal knows
 * which runs may continue.
 */
export function toRunError(error: unknown): ToolferryError {
  if (ToolferryError.isInstance(error)) return error;
  // After its retries the AI SDK wraps the last error.
  const failed = getProperty(error, 'lastError') ?? error;
  const message = `The agent failed: ${errorMessage(failed) ?? 'its model gave no reason'}`;
  return new ToolferryError(codeFor(failed), message, { cause: error });
}

function codeFor(error: unknown): ErrorCode {
  const status = getProperty(error, 'statusCode');
  if (typeof status === 'number') return statusCode(status);
  return getProperty(error, 'isRetryable') === true ? 'unreachable' : 'run_failed';
}
