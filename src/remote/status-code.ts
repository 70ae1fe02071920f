import type { ErrorCode } from '../types.js';

const codes: ReadonlyMap<number, ErrorCode> = new Map([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [409, 'conflict'],
  [429, 'rate_limited'],
]);

/** Returns the error code for the HTTP status of a server's failed response. */
export function statusCode(status: number): ErrorCode {
  return codes.get(status) ?? (status >= 500 ? 'server_error' : 'bad_request');
}
