import { sha256 } from './sha256.js';

/** The place in a conversation at which a call was made by an agent that can be replayed. */
export interface CallScope {
  readonly thread: string;
  /** The message or the generation of the thread that made the call. */
  readonly message: string;
}

/** The maximum length of a journal's keys. */
const maxBytes = 500;

/**
 * Returns the key of a call, `<thread>/<message>/<call id>`; its SHA-256 if that is too long, or has what stores do not
 * take. The call id alone identifies nothing: some providers count the calls of each message from 0.
 */
export async function callKey({ thread, message }: CallScope, toolCallId: string): Promise<string> {
  const key = [thread, message, toolCallId].map(withoutSlash).join('/');
  // JSON escapes U+0000 and unpaired surrogates.
  if (!key.isWellFormed() || key.includes('\0')) return sha256(JSON.stringify(key));
  return new TextEncoder().encode(key).length > maxBytes ? sha256(key) : key;
}

/** Escapes the separator: otherwise `a/b` + `c` and `a` + `b/c` would be one key. */
function withoutSlash(part: string): string {
  return part.replaceAll('%', '%25').replaceAll('/', '%2F');
}
