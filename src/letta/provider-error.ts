import { getProperty } from '../unknown.js';
import { modelFailed } from './stop-reason.js';

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
export function providerError(body: unknown, words: string, stopReason: string | undefined): string | undefined {
  const type = getProperty(getProperty(body, 'error'), 'type') ?? getProperty(body, 'error_type');
  const isOther = typeof type !== 'string' || !type.startsWith('llm_');
  if (isOther && (body === undefined || stopReason !== modelFailed)) return undefined;
  return isOther || type === 'llm_error' ? (providerErrors[/^[A-Z_]+/.exec(words)?.[0] ?? ''] ?? 'llm_error') : type;
}
