/** The codes of failures of a backend after which a handler takes the same start or the same answers again. */
export const passingCodes: ReadonlySet<string> = new Set([
  'connection_lost',
  'conversation_busy',
  'rate_limited',
  'server_error',
  'stream_incomplete',
  'timeout',
  'unauthorized',
  'unreachable',
]);
