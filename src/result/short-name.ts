import { cut } from '../cut.js';

const maxLength = 100;

/** Returns a name for a message. The name may come from a server, be of any type and have any length. */
export function shortName(name: unknown): string {
  const text = typeof name === 'string' || typeof name === 'number' ? String(name) : typeof name;
  return cut(text, maxLength);
}
