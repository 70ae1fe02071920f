import { ToolferryError } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import type { WireExecution } from './wire-types.js';

/** An execution that did not complete, under its own status. The server's stack stays out of it. */
export function executionError({ executionId, status, error = {}, stats }: WireExecution): ToolferryError {
  const { code, line, retryable, suggestion } = error;
  const reason = errorMessage(error) ?? 'no reason was given';
  return new ToolferryError(String(status), `The code ended as ${status}: ${reason}`, {
    data: { executionId, status, code, line, retryable, suggestion, stats },
  });
}
