const maxLength = 2000;

/** An error's own message as written: first line, capped; never its stack or cause. Undefined if it says nothing. */
export function errorMessage(error: unknown): string | undefined {
  try {
    const text = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    const firstLine = typeof text === 'string' ? text.trim().split(/\r?\n/, 1)[0] : undefined;
    return firstLine?.slice(0, maxLength) || undefined;
  } catch {
    // Reading a Proxy or a getter can throw itself.
    return undefined;
  }
}
