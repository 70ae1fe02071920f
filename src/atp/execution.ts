import { ToolferryError } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import { toJSON } from '../result/to-json.js';
import type { JSONValue } from '../types.js';
import type { ATPExecutionStats, WireExecution } from './wire-types.js';

/** A completed execution. */
export interface ATPExecution {
  readonly executionId: string;
  readonly status: 'completed';
  /** What the code returned; null if nothing. */
  readonly result: JSONValue;
  readonly stats?: ATPExecutionStats | undefined;
  /** With `provenanceMode`: the server's tokens for values of the result. */
  readonly provenanceTokens?: JSONValue | undefined;
}

export function readExecution(body: unknown): WireExecution {
  const { executionId, status } = body as Partial<WireExecution>;
  if (typeof executionId === 'string' && typeof status === 'string') return body as WireExecution;
  throw new ToolferryError('invalid_response', 'The ATP server answered no execution.');
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

/** An execution that did not complete, under its own status. The server's stack stays out of it. */
export function executionError({ executionId, status, error = {}, stats }: WireExecution): ToolferryError {
  const { code, line, retryable, suggestion } = error;
  const reason = errorMessage(error) ?? 'no reason was given';
  return new ToolferryError(String(status), `The code ended as ${status}: ${reason}`, {
    data: { executionId, status, code, line, retryable, suggestion, stats },
  });
}
