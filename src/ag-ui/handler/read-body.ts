import { readText } from '../../remote/read-text.js';

/** Returns the body of a request as text; undefined if it has more than `maxBytes`, of which the rest is not read. */
export async function readBody(request: Request, maxBytes: number): Promise<string | undefined> {
  const length = request.headers.get('content-length');
  if (length === null) return readText(new Response(request.body), maxBytes);
  // No server reads more of a body than its length says, and some read it as a whole with less work than as a stream.
  return Number(length) <= maxBytes ? request.text() : undefined;
}
