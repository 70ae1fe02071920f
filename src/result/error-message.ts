import { firstOf } from '../cut.js';

const maxLength = 2000;

/**
 * Returns the first line of an error's message; never its stack or cause. Undefined if the message is empty. A longer line than
 * 2,000 characters is cut, with a note of how much was left out.
 */
export function errorMessage(error: unknown): string | undefined {
  try {
    const text = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    const firstLine = typeof text === 'string' ? text.trim().split(/\r?\n/, 1)[0] : undefined;
    return firstLine ? fit(firstLine) : undefined;
  } catch {
    // Reading from a Proxy or a getter can throw.
    return undefined;
  }
}

function fit(line: string): string {
  if (line.length <= maxLength) return line;
  const kept = firstOf(line, maxLength);
  return `${kept} [… ${line.length - kept.length} of ${line.length} characters left out …]`;
}
