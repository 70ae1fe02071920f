import { codeOf, ToolferryError } from '../errors.js';

/** The codes of failures that leave the run as it is, on its server or in this process. */
const passing = new Set([
  'already_resumed',
  'approval_pending',
  'closed',
  'connection_lost',
  'conversation_busy',
  'forbidden',
  'pause_mismatch',
  'pending_approval',
  'rate_limited',
  'server_error',
  'stream_incomplete',
  // Of a request. If it was an execution's own, continuing the run finds that the execution is gone.
  'timeout',
  'unauthorized',
  'unreachable',
]);

/** Returns whether a run that failed with this error may continue. Another library's error does not show that it has ended. */
export function mayContinue(error: unknown): boolean {
  const code = codeOf(error);
  return code === undefined || passing.has(code) || isFromElsewhere(error);
}

/** Returns whether the error only wraps another library's. */
function isFromElsewhere(error: unknown): boolean {
  if (!ToolferryError.isInstance(error) || error.code !== 'run_failed') return false;
  return error.cause !== undefined && !ToolferryError.isInstance(error.cause);
}
