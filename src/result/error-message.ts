const maxLength = 2000;

/** Returns the first line of an error's message, capped; never its stack or cause. Undefined if the message is empty. */
export function errorMessage(error: unknown): string | undefined {
  try {
    const text = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    const firstLine = typeof text === 'string' ? text.trim().split(/\r?\n/, 1)[0] : undefined;
    return firstLine?.slice(0, maxLength) || undefined;
  } catch {
    // Reading from a Proxy or a getter can throw.
    return undefined;
  }
}
