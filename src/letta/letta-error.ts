import { ToolferryError } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import { getProperty } from '../unknown.js';

/**
 * What the SDK threw, or an error frame of a stream, as a ToolferryError in the server's own words.
 *
 * Letta tells one conflict in three shapes: an object, a text, and (with status 200) an event of the stream; and it answers
 * a provider's error with the provider's own status, so that a 401 can be about the provider's key.
 *
 * @param stopReason What the stream said before an error frame, if it did.
 */
export function toLettaError(error: unknown, stopReason?: string): ToolferryError {
  if (ToolferryError.isInstance(error)) return error;
  const status = getProperty(error, 'status');
  const body = getProperty(error, 'error');
  const words = wordsOf(body) ?? errorMessage(error) ?? 'it gave no reason';
  const provider = providerError(body, words, stopReason);
  if (provider !== undefined)
    return new ToolferryError('model_error', `The agent's model failed: ${words}`, {
      data: { type: provider, status },
    });
  const conflict = conflictOf(words, body);
  if (conflict !== undefined) return conflict;
  if (typeof status === 'number')
    return new ToolferryError(statusCode(status), `The Letta server answered ${status}: ${words}`, {
      data: { status },
    });
  return body === undefined
    ? new ToolferryError('unreachable', `The Letta server could not be reached: ${words}`, { cause: error })
    : new ToolferryError('run_failed', `The agent's run failed: ${words}`);
}

export function codeOf(error: unknown): string | undefined {
  return ToolferryError.isInstance(error) ? error.code : undefined;
}

/** Whether asking again can help: a provider that failed or was busy, not one that refused the request or its key. */
export function isTransient(error: unknown): boolean {
  if (codeOf(error) !== 'model_error') return false;
  const type = String(getProperty(getProperty(error, 'data'), 'type'));
  return !/authentication|permission|bad_request|not_found|unprocessable|context_window|insufficient/.test(type);
}

/** Pending calls that a message met; the ids are the calls' where the server says them. */
function conflictOf(words: string, body: unknown): ToolferryError | undefined {
  if (/waiting for approval/i.test(words))
    return new ToolferryError(
      'pending_approval',
      `The agent still waits for results of an earlier turn, which nobody sent. Call recover() first. (Letta: ${words})`,
    );
  if (/currently being processed|busy with another/i.test(words))
    return new ToolferryError('conversation_busy', `Another run works on this conversation. (Letta: ${words})`, {
      data: { runId: getProperty(body, 'run_id') },
    });
  if (/invalid tool call ids/i.test(words))
    return new ToolferryError(
      'tool_call_mismatch',
      `The answers were not those the agent waits for. (Letta: ${words})`,
    );
  if (/no tool call is currently awaiting approval/i.test(words))
    return new ToolferryError('not_awaiting', `The agent waits for no result any more. (Letta: ${words})`);
  return undefined;
}

function statusCode(status: number): string {
  const codes: Record<number, string> = {
    401: 'unauthorized',
    403: 'forbidden',
    404: 'not_found',
    409: 'conflict',
    429: 'rate_limited',
  };
  return codes[status] ?? (status >= 500 ? 'server_error' : 'bad_request');
}

/** The most telling text of a body: `error.detail`, `detail` (an object in one of Letta's shapes), `message`. */
function wordsOf(body: unknown): string | undefined {
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

/** Ends for which a turn is over without having failed. */
const goodEnds = ['end_turn', 'max_steps', 'max_tokens_exceeded', 'no_tool_call', 'tool_rule', 'cancelled'];

/** The stop reason of a run whose model failed. */
const modelFailed = 'llm_api_error';

/** Whether a turn that ended with this is over without having failed. */
export function isGoodEnd(stopReason: string | undefined): boolean {
  return goodEnds.includes(stopReason ?? '');
}

/** A run that ended for a reason that is no success, without an error that says more. */
export function stopError(stopReason: string): ToolferryError {
  const code = stopReason === modelFailed ? 'model_error' : 'run_failed';
  return new ToolferryError(code, `The agent's run ended with "${stopReason}".`, { data: { stopReason } });
}

/** What a text of Letta's about a provider's error begins with, where its type does not say it. */
const providerErrors: Readonly<Record<string, string>> = {
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
 * `llm_rate_limit`, `llm_authentication`, …: in an answer's body, or in an error frame. A stream says `llm_error` for most of
 * them, and `internal_error` where the agent had said something before (0.16.8).
 */
function providerError(body: unknown, words: string, stopReason: string | undefined): string | undefined {
  const type = getProperty(getProperty(body, 'error'), 'type') ?? getProperty(body, 'error_type');
  const isOther = typeof type !== 'string' || !type.startsWith('llm_');
  if (isOther && (body === undefined || stopReason !== modelFailed)) return undefined;
  return isOther || type === 'llm_error' ? (providerErrors[/^[A-Z_]+/.exec(words)?.[0] ?? ''] ?? 'llm_error') : type;
}
