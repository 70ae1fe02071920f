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
  // Of a request. An execution that ended so is found to be gone when it is continued.
  'timeout',
  'unauthorized',
  'unreachable',
]);

/** Whether a run that failed so may be continued. An error that is not ours says nothing about the run. */
export function mayContinue(error: unknown): boolean {
  const code = codeOf(error);
  return code === undefined || passing.has(code) || isFromElsewhere(error);
}

/** Whether the error only carries one that is not ours. */
function isFromElsewhere(error: unknown): boolean {
  if (!ToolferryError.isInstance(error) || error.code !== 'run_failed') return false;
  return error.cause !== undefined && !ToolferryError.isInstance(error.cause);
}
