import { ToolferryError } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import { toJSON } from '../result/to-json.js';
import type { JSONValue } from '../types.js';
import type { ATPExecutionStats, WireExecution } from './wire-types.js';

/** A completed execution. */
export interface ATPExecution {
  readonly executionId: string;
  readonly status: 'completed';
  /** The value that the code returned, `null` if it returned nothing. */
  readonly result: JSONValue;
  readonly stats?: ATPExecutionStats | undefined;
  /** With `provenanceMode`: the server's tokens for the values of the result. */
  readonly provenanceTokens?: JSONValue | undefined;
}

export function readExecution(body: unknown): WireExecution {
  const { executionId, status } = body as Partial<WireExecution>;
  if (typeof executionId === 'string' && typeof status === 'string') return body as WireExecution;
  throw new ToolferryError('invalid_response', 'The ATP server did not answer with an execution. Check baseUrl.');
}

export function toExecution({ executionId, result, stats, provenanceTokens }: WireExecution): ATPExecution {
  return {
    executionId,
    status: 'completed',
    result: toJSON(result),
    ...(stats && { stats }),
    ...(provenanceTokens !== undefined && { provenanceTokens: toJSON(provenanceTokens) }),
  };
}

/** Converts an execution that did not complete. The code is its status; the server's stack is omitted. */
export function executionError({ executionId, status, error = {}, stats }: WireExecution): ToolferryError {
  const { code, line, retryable, suggestion } = error;
  const reason = errorMessage(error) ?? 'the server gave no reason';
  return new ToolferryError(String(status), `The execution ended with status ${status}: ${reason}`, {
    data: { executionId, status, code, line, retryable, suggestion, stats },
  });
}
