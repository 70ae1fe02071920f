import { ToolferryError } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import type { JSONValue } from '../types.js';
import { getProperty, isObject } from '../unknown.js';
import { invalidResponse, readJSON } from './invalid-response.js';
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
  const executionId = readExecutionId(body);
  if (executionId !== undefined && typeof getProperty(body, 'status') === 'string') return body as WireExecution;
  throw invalidResponse('The ATP server did not answer with an execution. Check baseUrl.');
}

/** Returns the id of an execution, if it can be part of a path. */
export function readExecutionId(body: unknown): string | undefined {
  const executionId = getProperty(body, 'executionId');
  return typeof executionId === 'string' && /^(?!\.{1,2}$)[!-~]{1,256}$/.test(executionId) ? executionId : undefined;
}

export function toExecution({ executionId, result, stats, provenanceTokens }: WireExecution): ATPExecution {
  return {
    executionId,
    status: 'completed',
    result: readJSON(result),
    ...(isObject(stats) && { stats: readJSON(stats) as unknown as ATPExecutionStats }),
    ...(provenanceTokens !== undefined && { provenanceTokens: readJSON(provenanceTokens) }),
  };
}

/** The statuses by which ATP says why an execution did not complete. */
const failedStatuses = [
  'failed',
  'timeout',
  'cancelled',
  'memory_exceeded',
  'llm_calls_exceeded',
  'security_violation',
  'validation_failed',
  'loop_detected',
  'rate_limited',
  'network_error',
  'parse_error',
];

/**
 * Converts an execution that did not complete. The code is its status, or `failed` for a status that ATP does not define; the
 * server's stack is omitted.
 */
export function executionError({ executionId, status, error, stats }: WireExecution): ToolferryError {
  const { message, code, line, retryable, suggestion } = isObject(error) ? error : {};
  const reason = errorMessage(message ?? error) ?? 'the server gave no reason';
  const known = failedStatuses.find((each) => each === status);
  const ended = known === undefined ? 'a status that ATP does not define' : `status ${known}`;
  return new ToolferryError(String(known ?? 'failed'), `The execution ended with ${ended}: ${reason}`, {
    data: readJSON({ executionId, status: status.slice(0, 100), code, line, retryable, suggestion, stats }),
  });
}
