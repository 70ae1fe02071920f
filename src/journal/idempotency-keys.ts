import { sha256 } from '../tool/sha256.js';

/** With the hash of its run, a key of 193 characters at most: services accept 255. */
const maxIdLength = 128;

/** Creates the function that returns the idempotency key of a call of a run, which is the same wherever the call is repeated. */
export function createIdempotencyKeys(runKey: string): (callId: string) => Promise<string> {
  let hashedKey: Promise<string> | undefined;
  return async (callId) => {
    hashedKey ??= sha256(runKey);
    const inKey = encodeURIComponent(callId.toWellFormed());
    return `${await hashedKey}-${inKey.length > maxIdLength ? await sha256(callId) : inKey}`;
  };
}
