import { codeOf, ToolferryError } from '../errors.js';
import { statusCode } from '../remote/status-code.js';
import { errorMessage } from '../result/error-message.js';
import { getProperty } from '../unknown.js';

/**
 * Converts an error of the SDK, or an error frame of a stream, to a ToolferryError with the server's message.
 *
 * Letta reports one conflict in three shapes: an object, a string, and (with status 200) an event of the stream. It forwards
 * a provider's status, so that a 401 can be about the provider's key.
 *
 * @param stopReason The stop reason that the stream sent before an error frame, if any.
 */
export function toLettaError(error: unknown, stopReason?: string): ToolferryError {
  if (ToolferryError.isInstance(error)) return error;
  // The SDK wraps its errors, network errors included: a TypeError comes from reading a malformed answer.
  if (error instanceof TypeError) return unreadable(error);
  const status = getProperty(error, 'status');
  const body = getProperty(error, 'error');
  const message = messageIn(body) ?? errorMessage(error) ?? 'it gave no reason';
  const provider = providerErrorType(body, message, stopReason);
  if (provider !== undefined)
    return new ToolferryError('model_error', `The agent's model failed: ${message}`, {
      data: { type: provider, status },
    });
  const conflict = conflictError(message, body);
  if (conflict !== undefined) return conflict;
  if (typeof status === 'number')
    return new ToolferryError(statusCode(status), `The Letta server answered ${status}: ${message}`, {
      data: { status },
    });
  return body === undefined
    ? new ToolferryError('unreachable', `The Letta server could not be reached: ${message}`, { cause: error })
    : new ToolferryError('run_failed', `The agent's run failed: ${message}`);
}

/** Returns the error of an answer that has another shape than the API's. */
function unreadable(cause: unknown): ToolferryError {
  const message =
    'The Letta server sent an answer that could not be read. Check that it is a Letta server of version 0.16.';
  return new ToolferryError('invalid_response', message, { cause });
}

/** Returns whether a retry can help: the provider failed or was busy, and did not refuse the request or its key. */
export function isTransient(error: unknown): boolean {
  if (codeOf(error) !== 'model_error') return false;
  const type = String(getProperty(getProperty(error, 'data'), 'type'));
  const isQuota = /usage_limit_reached|insufficient_quota/.test(String(getProperty(error, 'message')));
  return (
    !isQuota && !/authentication|permission|bad_request|not_found|unprocessable|context_window|insufficient/.test(type)
  );
}

/** Returns the error for a request that conflicts with pending calls or another run; undefined for anything else. */
function conflictError(message: string, body: unknown): ToolferryError | undefined {
  if (/waiting for approval/i.test(message))
    return new ToolferryError(
      'pending_approval',
      `The agent still waits for results of an earlier turn that were never sent. Call recover() first. (Letta: ${message})`,
    );
  if (/currently being processed|busy with another/i.test(message))
    return new ToolferryError(
      'conversation_busy',
      `Another run is working on this conversation. Wait until it has ended. (Letta: ${message})`,
      {
        data: { runId: getProperty(body, 'run_id') },
      },
    );
  if (/already has an active run/i.test(message))
    return new ToolferryError(
      'conversation_busy',
      `Another run is working on this conversation. Wait until it has ended. If no client is running a turn, the server has kept one whose connection was lost: start a new conversation, or restart the server. (Letta: ${message})`,
    );
  if (/invalid tool call ids/i.test(message))
    return new ToolferryError(
      'tool_call_mismatch',
      `The answers do not match the calls that the agent waits for. (Letta: ${message})`,
    );
  if (/no tool call is currently awaiting approval/i.test(message))
    return new ToolferryError('not_awaiting', `The agent no longer waits for a result. (Letta: ${message})`);
  return undefined;
}

/** Returns the error of a turn that a handler or `approve` of a turn of the same conversation starts. */
export function waitsForItself(): ToolferryError {
  return new ToolferryError(
    'conversation_busy',
    'A turn of this conversation is waiting for the handler (or approve function) that started another turn in it, so that neither could end. Return from it first, or use another conversation.',
  );
}

/** Returns the most specific message of a body: `error.detail`, `detail` (an object in one of Letta's shapes), `message`. */
function messageIn(body: unknown): string | undefined {
  const error = getProperty(body, 'error');
  const detail = getProperty(body, 'detail');
  const candidates = [
    getProperty(error, 'detail'),
    getProperty(error, 'message'),
    error,
    getProperty(detail, 'message'),
    detail,
    getProperty(body, 'message'),
  ];
  return candidates
    .map((candidate) => (typeof candidate === 'string' ? errorMessage(candidate) : undefined))
    .find(Boolean);
}

/** The stop reasons of a turn that ended without a failure. */
export const successfulStops: ReadonlySet<string | undefined> = new Set([
  'end_turn',
  'max_steps',
  'max_tokens_exceeded',
  'no_tool_call',
  'tool_rule',
  'cancelled',
]);

/** The stop reason of a run whose model failed. */
const modelFailed = 'llm_api_error';

/** Returns the error of a run that ended unsuccessfully without a more specific error. */
export function stopError(stopReason: string): ToolferryError {
  const code = stopReason === modelFailed ? 'model_error' : 'run_failed';
  return new ToolferryError(code, `The agent's run ended with "${stopReason}".`, { data: { stopReason } });
}

/** The types of provider errors by the first word of Letta's message, for errors without a specific type. */
const providerErrorTypes: Readonly<Record<string, string>> = {
  INVALID_ARGUMENT: 'llm_bad_request',
  UNAUTHENTICATED: 'llm_authentication',
  PERMISSION_DENIED: 'llm_permission_denied',
  NOT_FOUND: 'llm_not_found',
  RATE_LIMIT_EXCEEDED: 'llm_rate_limit',
  CONTEXT_WINDOW_EXCEEDED: 'llm_context_window_exceeded',
  PAYMENT_REQUIRED: 'llm_insufficient_credits',
  TIMEOUT: 'llm_timeout',
};

/**
 * Returns `llm_rate_limit`, `llm_authentication`, … for a provider's error in a response body or an error frame; undefined for
 * any other error. A stream reports most of them as `llm_error`, and as `internal_error` after the agent's first output
 * (0.16.8).
 */
function providerErrorType(body: unknown, message: string, stopReason: string | undefined): string | undefined {
  const type = getProperty(getProperty(body, 'error'), 'type') ?? getProperty(body, 'error_type');
  const isOther = typeof type !== 'string' || !type.startsWith('llm_');
  if (isOther && (body === undefined || stopReason !== modelFailed)) return undefined;
  return isOther || type === 'llm_error'
    ? (providerErrorTypes[/^[A-Z_]+/.exec(message)?.[0] ?? ''] ?? 'llm_error')
    : type;
}
