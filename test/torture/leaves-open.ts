/** A run that rejects with one of these has not ended. */
export const leavesOpen: ReadonlySet<string> = new Set([
  'connection_lost',
  'unreachable',
  'server_error',
  'rate_limited',
  'conversation_busy',
  'stream_incomplete',
  'already_resumed',
  'run_taken',
  'journal_failed',
]);
